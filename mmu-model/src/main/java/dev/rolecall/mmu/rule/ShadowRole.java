// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;

/** The role of root_mmu's page tables with shadow paging. */
public enum ShadowRole implements RuleVariant {
  /** kvm_calc_shadow_mmu_root_page_role(), v5.10 mmu.c. */
  V5_10("v5.10", "copies the registers, with or without CR0.PG") {
    @Override
    public long compute(RoleInputs in, long cpuRole) {
      return CommonRole.ungatedShadow(in) | table(in);
    }
  },

  /** kvm_calc_shadow_mmu_root_page_role(), v5.18 mmu.c. */
  V5_18("v5.18", "copies the registers, all 0 without CR0.PG") {
    @Override
    public long compute(RoleInputs in, long cpuRole) {
      return CommonRole.gatedShadow(in) | table(in);
    }
  },

  /** kvm_init_shadow_mmu(), mmu.c as of the merge of series/13 (362505deb8e2). */
  SERIES_13("series/13", "the cpu_role with at least 3 levels, and efer_nx always 1") {
    @Override
    public long compute(RoleInputs in, long cpuRole) {
      RoleLayout role = in.layout();
      long level = Math.max(role.get(cpuRole, LEVEL), 3);
      return role.with(cpuRole, LEVEL, level) | role.of(EFER_NX, true);
    }
  };

  private final Label label;

  ShadowRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The mmu_role (root_role) word. */
  public abstract long compute(RoleInputs in, long cpuRole);

  private static long table(RoleInputs in) {
    RoleLayout role = in.layout();
    RoleRegs regs = in.regs();
    return role.of(DIRECT, !regs.pg()) | role.of(LEVEL, CommonRole.shadowLevel(regs));
  }

  @Override
  public Label label() {
    return label;
  }
}
