// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.role.EptParams;

/**
 * How L1 entered L2: what KVM needs for the way back, and to enter L2 again after an SMI.
 *
 * @param l1 L1's registers before the entry
 * @param tables the nested page tables that L1 gave
 */
record NestedEntry(Registers l1, Tables tables) {

  /** L1's page tables for L2's physical memory. */
  sealed interface Tables {
    /** The address of the root page table. */
    long root();
  }

  /** No nested paging: KVM shadows what L1 and L2 map as one. */
  record None() implements Tables {
    @Override
    public long root() {
      return 0;
    }
  }

  /** AMD's nested page tables, from nCR3. */
  record Npt(long root) implements Tables {}

  /** Intel's extended page tables. */
  record Ept(long root, EptParams params) implements Tables {}
}
