// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import dev.rolecall.mmu.role.RoleLayout;

/** Which role words a context has; an MMU is kept when all of them come out as they were. */
public enum RoleWords implements RuleVariant {
  V5_10("v5.10", "one word, mmu_role: 64 bits") {
    @Override
    public long stored(long mmuRole) {
      return mmuRole;
    }
  },
  SERIES_07("series/07", "cpu_role and mmu_role, 64 bits each") {
    @Override
    public long stored(long mmuRole) {
      return mmuRole;
    }
  },
  SERIES_14("series/14", "cpu_role of 64 bits and root_role of 32") {
    @Override
    public long stored(long mmuRole) {
      return RoleLayout.base(mmuRole);
    }
  };

  private final Label label;

  RoleWords(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** What is kept of a computed mmu_role. */
  public abstract long stored(long mmuRole);

  /** Whether contexts have a cpu_role of their own. */
  public boolean hasCpuRole() {
    return this != V5_10;
  }

  /** The name of the word that describes KVM's page tables. */
  public String mmuRoleName() {
    return this == SERIES_14 ? "root_role" : "mmu_role";
  }

  @Override
  public Label label() {
    return label;
  }
}
