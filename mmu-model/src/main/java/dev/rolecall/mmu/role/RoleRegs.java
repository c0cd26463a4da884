// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;

/**
 * The registers that a role is computed from: struct kvm_mmu_role_regs (v5.14 and later, mmu.c).
 *
 * @param cr0 CR0, of which PG and WP count
 * @param cr4 CR4, of which PSE, PAE, LA57, SMEP, SMAP and PKE count
 * @param efer EFER, of which NX and LMA count
 */
public record RoleRegs(long cr0, long cr4, long efer) {
  public boolean pg() {
    return (cr0 & Cr0.PG) != 0;
  }

  public boolean wp() {
    return (cr0 & Cr0.WP) != 0;
  }

  public boolean pse() {
    return (cr4 & Cr4.PSE) != 0;
  }

  public boolean pae() {
    return (cr4 & Cr4.PAE) != 0;
  }

  public boolean la57() {
    return (cr4 & Cr4.LA57) != 0;
  }

  public boolean smep() {
    return (cr4 & Cr4.SMEP) != 0;
  }

  public boolean smap() {
    return (cr4 & Cr4.SMAP) != 0;
  }

  public boolean pke() {
    return (cr4 & Cr4.PKE) != 0;
  }

  public boolean nx() {
    return (efer & Efer.NX) != 0;
  }

  public boolean lma() {
    return (efer & Efer.LMA) != 0;
  }

  /** Levels of the guest's page table, 0 without paging: role_regs_to_root_level(), v5.18 mmu.c. */
  public int rootLevel() {
    if (!pg()) {
      return 0;
    }
    if (lma()) {
      return la57() ? 5 : 4;
    }
    return pae() ? 3 : 2;
  }
}
