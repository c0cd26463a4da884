// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;

/** The role of root_mmu's page tables with two-dimensional paging. */
public enum TdpRole implements RuleVariant {
  /** kvm_calc_tdp_mmu_root_page_role(), v5.10 mmu.c. */
  V5_10("v5.10", "copies NX, WP and every CR4 bit, with or without CR0.PG; MAXPHYADDR too") {
    @Override
    public long compute(RoleInputs in, long cpuRole) {
      return CommonRole.ungated(in) | tdp(in) | in.layout().of(GPTE_IS_8_BYTES, true);
    }
  },

  /** kvm_calc_tdp_mmu_root_page_role(), v5.18 mmu.c. */
  V5_18("v5.18", "copies the register bits, all 0 without CR0.PG") {
    @Override
    public long compute(RoleInputs in, long cpuRole) {
      return CommonRole.gated(in) | tdp(in);
    }
  },

  /** kvm_calc_tdp_mmu_root_page_role(), mmu.c as of the merge of series/11 (2ba676774dfc). */
  SERIES_11(
      "series/11",
      "depends on no register: cr0_wp and efer_nx are 1, only smm and guest_mode vary") {
    @Override
    public long compute(RoleInputs in, long cpuRole) {
      RoleLayout role = in.layout();
      return CommonRole.access(role)
          | role.of(CR0_WP, true)
          | role.of(EFER_NX, true)
          | role.of(SMM, in.smm())
          | role.of(GUEST_MODE, in.guestMode())
          | role.of(VALID, true)
          | tdp(in);
    }
  };

  private final Label label;

  TdpRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The mmu_role (root_role) word. */
  public abstract long compute(RoleInputs in, long cpuRole);

  private static long tdp(RoleInputs in) {
    RoleLayout role = in.layout();
    return role.of(AD_DISABLED, in.adDisabled())
        | role.of(LEVEL, in.tdpLevel())
        | role.of(DIRECT, true);
  }

  @Override
  public Label label() {
    return label;
  }
}
