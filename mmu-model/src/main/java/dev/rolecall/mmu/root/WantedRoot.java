// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

/**
 * The root that a switch looks for.
 *
 * @param pgd the guest's page table: CR3, nCR3 or EPTP as it is
 * @param role the role that a shadow page must have, 32 bits
 * @param direct whether that role is of pages that map guest physical memory directly; then any PGD
 *     will do
 */
public record WantedRoot(long pgd, long role, boolean direct) {

  /** is_root_usable(), v5.18 mmu.c: zapped pages are not, as zapping changes their role. */
  boolean isServedBy(RootPage page, long pagePgd) {
    return (direct || pgd == pagePgd) && page.kind() == RootKind.PAGE && page.role() == role;
  }
}
