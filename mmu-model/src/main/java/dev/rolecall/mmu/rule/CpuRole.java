// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;

/** How the cpu_role is computed: the paging mode of the guest, whatever KVM builds for it. */
public enum CpuRole implements RuleVariant {
  V5_10("v5.10", "there is no cpu_role") {
    @Override
    public long compute(RoleInputs in) {
      return 0;
    }
  },

  /** kvm_calc_cpu_role(), mmu.c as of the merge of series/07 (e5ed0fb01004). */
  SERIES_07(
      "series/07", "the guest's paging mode; without CR0.PG only smm, guest_mode and direct") {
    @Override
    public long compute(RoleInputs in) {
      RoleLayout role = in.layout();
      RoleRegs regs = in.regs();
      long word = CommonRole.modeOf(in) | role.of(VALID, true);
      return regs.pg() ? word | paging(role, regs) : word | role.of(DIRECT, true);
    }
  },

  /** kvm_calc_cpu_role(), v7.2 mmu.c. */
  V7_2("v7.2", "as before, and has_pferr_fetch = EFER.NX or CR4.SMEP") {
    @Override
    public long compute(RoleInputs in) {
      RoleRegs regs = in.regs();
      boolean tellsFetches = regs.pg() && (regs.nx() || regs.smep());
      return SERIES_07.compute(in) | in.layout().of(HAS_PFERR_FETCH, tellsFetches);
    }
  };

  private final Label label;

  CpuRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The cpu_role word, 0 where the revision has none. */
  public abstract long compute(RoleInputs in);

  private static long paging(RoleLayout role, RoleRegs regs) {
    return role.of(LEVEL, regs.rootLevel())
        | role.of(HAS_4_BYTE_GPTE, !regs.pae())
        | role.of(EFER_NX, regs.nx())
        | role.of(CR0_WP, regs.wp())
        | CommonRole.andNotWp(role, regs)
        | CommonRole.pagingExt(role, regs);
  }

  @Override
  public Label label() {
    return label;
  }
}
