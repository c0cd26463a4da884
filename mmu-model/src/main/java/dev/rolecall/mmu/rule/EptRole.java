// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;

/** The role of guest_mmu while it shadows L1's EPT; where there are two words they are equal. */
public enum EptRole implements RuleVariant {
  /** kvm_calc_shadow_ept_root_page_role(), v5.10 mmu.c. */
  V5_10("v5.10", "marked by cr0_wp with smap_andnot_wp; ext from the current registers") {
    @Override
    public long compute(RoleInputs in, EptParams ept, long rootSmm) {
      RoleLayout role = in.layout();
      return table(role, ept)
          | role.of(GPTE_IS_8_BYTES, true)
          | role.of(SMM, rootSmm)
          | role.of(CR0_WP, true)
          | role.of(SMAP_ANDNOT_WP, true)
          | CommonRole.ungatedExt(in);
    }
  },

  /** kvm_calc_shadow_ept_root_page_role(), v5.18 mmu.c. */
  V5_18("v5.18", "consumes no register; smm is root_mmu's") {
    @Override
    public long compute(RoleInputs in, EptParams ept, long rootSmm) {
      RoleLayout role = in.layout();
      return table(role, ept) | role.of(VALID, true) | role.of(SMM, rootSmm);
    }
  },

  /** kvm_calc_shadow_ept_root_page_role(), mmu.c as of series/01. */
  SERIES_01("series/01", "consumes no register; smm is 0, as nested EPT cannot be used in SMM") {
    @Override
    public long compute(RoleInputs in, EptParams ept, long rootSmm) {
      return V5_18.compute(in, ept, 0);
    }
  };

  private final Label label;

  EptRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * The role word.
   *
   * @param rootSmm the smm field of root_mmu's role
   */
  public abstract long compute(RoleInputs in, EptParams ept, long rootSmm);

  private static long table(RoleLayout role, EptParams ept) {
    return CommonRole.access(role)
        | role.of(LEVEL, ept.level())
        | role.of(AD_DISABLED, 1 - ept.ad())
        | role.of(GUEST_MODE, true)
        | role.of(EXECONLY, ept.execonly());
  }

  @Override
  public Label label() {
    return label;
  }
}
