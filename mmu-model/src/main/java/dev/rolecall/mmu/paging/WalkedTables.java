// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/** The guest page tables of one MMU context, as far as registers describe them. */
public interface WalkedTables {

  /** How the tables are walked. */
  GuestPaging paging();

  /** Levels of the tables, 0 without paging. */
  int rootLevel();

  /** Where they start: CR3, nCR3 or the EPT pointer. */
  long pgd();

  /** The PDPTE of that index, 0 to 3, which PAE paging keeps in registers. */
  long pdptr(int index);

  /** Takes notice that a walk is about to ask for permissions, which KVM may refresh first. */
  default void beforePermissions() {}
}
