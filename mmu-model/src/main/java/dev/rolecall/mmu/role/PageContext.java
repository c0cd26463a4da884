// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

/**
 * The context that asks for shadow pages: what of struct kvm_mmu their roles come from.
 *
 * @param layout the layout of role words
 * @param role the base part of its mmu_role (root_role)
 * @param guestLevels levels of the guest's page table, 0 without paging
 * @param shadowLevels levels of the page table that KVM builds
 * @param direct 1 if KVM's page table maps guest physical memory directly
 */
public record PageContext(
    RoleLayout layout, long role, int guestLevels, int shadowLevels, int direct) {
  private static final int PDPT_LEVEL = 3;

  /**
   * The level of the shadow pages that are roots. Where the guest has no table of more than three
   * levels, four page directories are; what stands above them is no shadow page: mmu_alloc_roots(),
   * mmu.c.
   */
  public int rootPageLevel() {
    int levels = direct == 1 ? shadowLevels : Math.min(guestLevels, shadowLevels);
    return levels > PDPT_LEVEL ? shadowLevels : PDPT_LEVEL - 1;
  }
}
