// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.role.RoleInputs;

/** The mmu_role of nested_mmu, which only walks L2's page tables and has none of its own. */
public enum NestedRole implements RuleVariant {
  /** kvm_calc_nested_mmu_role(), v5.10 mmu.c. */
  V5_10("v5.10", "mmu_role holds L2's paging mode, with or without CR0.PG; direct is 1") {
    @Override
    public long mmuRole(RoleInputs in) {
      return CommonRole.ungatedShadow(in) | level(in);
    }
  },

  /** kvm_calc_nested_mmu_role(), v5.18 mmu.c. */
  V5_18("v5.18", "mmu_role holds L2's paging mode; direct is 1") {
    @Override
    public long mmuRole(RoleInputs in) {
      return CommonRole.gatedShadow(in) | level(in);
    }
  },

  /** init_kvm_nested_mmu(), mmu.c as of the merge of series/07 (e5ed0fb01004). */
  SERIES_07("series/07", "only the cpu_role is used, direct is !CR0.PG; mmu_role stays 0") {
    @Override
    public long mmuRole(RoleInputs in) {
      return 0;
    }
  };

  private final Label label;

  NestedRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The mmu_role word, 0 where the context has none. */
  public abstract long mmuRole(RoleInputs in);

  private static long level(RoleInputs in) {
    return in.layout().of(DIRECT, true) | in.layout().of(LEVEL, in.regs().rootLevel());
  }

  @Override
  public Label label() {
    return label;
  }
}
