// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

/** Where root_level, shadow_root_level and direct_map are kept. */
public enum DerivedState implements RuleVariant {
  V5_10("v5.10", "all three are fields of struct kvm_mmu, set when the context is configured"),
  SERIES_20("series/20", "shadow_root_level is root_role.level"),
  SERIES_21("series/21", "shadow_root_level is root_role.level, root_level is cpu_role.base.level"),
  SERIES_22("series/22", "all three are read from the roles; direct_map is root_role.direct");

  private final Label label;

  DerivedState(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  public boolean shadowRootLevelFromRole() {
    return compareTo(SERIES_20) >= 0;
  }

  public boolean rootLevelFromRole() {
    return compareTo(SERIES_21) >= 0;
  }

  public boolean directFromRole() {
    return this == SERIES_22;
  }

  @Override
  public Label label() {
    return label;
  }
}
