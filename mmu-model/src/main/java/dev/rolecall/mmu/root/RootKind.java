// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

/** What a root is. */
public enum RootKind {
  /** There is none: the address is INVALID_PAGE. */
  NONE,
  /** A shadow page, which has a role. */
  PAGE,
  /**
   * A page of an MMU's own that is no shadow page and has no role: pae_root for PAE paging, or the
   * pml4_root (lm_root in v5.10) or pml5_root above it for a 32-bit L1 on NPT.
   */
  SPECIAL,
  /** The zero page, in place of a guest page table in no memory slot: v6.12 and later. */
  DUMMY
}
