// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;

/** Parts that several role computations share. */
final class CommonRole {
  /** All ACC_ bits: the layout cuts it to the width of its access field. */
  private static final long ACC_ALL = 0xf;

  private CommonRole() {}

  /** Full access, SMM and guest mode: true of every role that the vCPU's own mode enters. */
  static long modeOf(RoleInputs in) {
    RoleLayout role = in.layout();
    return access(role) | role.of(SMM, in.smm()) | role.of(GUEST_MODE, in.guestMode());
  }

  /** Full access. */
  static long access(RoleLayout role) {
    return role.of(ACCESS, ACC_ALL);
  }

  /** SMEP and SMAP where CR0.WP does not protect from them; v7.2 keeps SMEP as it is. */
  static long andNotWp(RoleLayout role, RoleRegs regs) {
    return role.of(SMEP_ANDNOT_WP, regs.smep() && !regs.wp())
        | role.of(SMAP_ANDNOT_WP, regs.smap() && !regs.wp())
        | (role.isBase(CR4_SMEP) ? role.of(CR4_SMEP, regs.smep()) : 0);
  }

  /**
   * The extended part with CR0.PG set: kvm_calc_mmu_role_ext(), v5.18 mmu.c. Protection keys and
   * LA57 count in long mode only.
   */
  static long pagingExt(RoleLayout role, RoleRegs regs) {
    return role.of(CR0_PG, true)
        | role.of(CR4_PAE, regs.pae())
        | (role.isBase(CR4_SMEP) ? 0 : role.of(CR4_SMEP, regs.smep()))
        | role.of(CR4_SMAP, regs.smap())
        | role.of(CR4_PSE, regs.pse())
        | role.of(CR4_PKE, regs.lma() && regs.pke())
        | role.of(CR4_LA57, regs.lma() && regs.la57())
        | role.of(EFER_LMA, regs.lma());
  }

  /** kvm_calc_mmu_role_common(), v5.18 mmu.c: register bits count with CR0.PG only. */
  static long gated(RoleInputs in) {
    RoleLayout role = in.layout();
    RoleRegs regs = in.regs();
    long word = modeOf(in) | role.of(VALID, true);
    if (!regs.pg()) {
      return word;
    }
    return word | role.of(EFER_NX, regs.nx()) | role.of(CR0_WP, regs.wp()) | pagingExt(role, regs);
  }

  /** kvm_calc_shadow_root_page_role_common(), v5.18 mmu.c. */
  static long gatedShadow(RoleInputs in) {
    RoleLayout role = in.layout();
    RoleRegs regs = in.regs();
    long word = gated(in);
    return regs.pg() ? word | andNotWp(role, regs) | role.of(HAS_4_BYTE_GPTE, !regs.pae()) : word;
  }

  /** kvm_calc_mmu_role_ext(), v5.10 mmu.c: CR4 bits count even without CR0.PG. */
  static long ungatedExt(RoleInputs in) {
    RoleLayout role = in.layout();
    RoleRegs regs = in.regs();
    return role.of(VALID, true)
        | role.of(CR0_PG, regs.pg())
        | role.of(CR4_PAE, regs.pae())
        | role.of(CR4_SMEP, regs.smep())
        | role.of(CR4_SMAP, regs.smap())
        | role.of(CR4_PSE, regs.pse())
        | role.of(CR4_PKE, regs.pke())
        | role.of(CR4_LA57, regs.la57())
        | role.of(MAXPHYADDR, in.maxphyaddr());
  }

  /** kvm_calc_mmu_role_common(), v5.10 mmu.c. */
  static long ungated(RoleInputs in) {
    RoleLayout role = in.layout();
    RoleRegs regs = in.regs();
    return modeOf(in) | role.of(NXE, regs.nx()) | role.of(CR0_WP, regs.wp()) | ungatedExt(in);
  }

  /** kvm_calc_shadow_root_page_role_common(), v5.10 mmu.c. */
  static long ungatedShadow(RoleInputs in) {
    RoleLayout role = in.layout();
    RoleRegs regs = in.regs();
    return ungated(in) | andNotWp(role, regs) | role.of(GPTE_IS_8_BYTES, regs.pae());
  }

  /** Levels of a shadow page table: PAE serves every guest that is not in long mode. */
  static int shadowLevel(RoleRegs regs) {
    if (!regs.lma()) {
      return 3;
    }
    return regs.la57() ? 5 : 4;
  }
}
