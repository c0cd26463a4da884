// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.INVALID;
import static dev.rolecall.mmu.role.RoleField.VALID;

import dev.rolecall.mmu.role.RoleLayout;

/** What a CPUID update does to the roles of all three contexts before the current one is reset. */
public enum CpuidUpdate implements RuleVariant {
  /** kvm_vcpu_after_set_cpuid(), v5.10 cpuid.c. */
  V5_10("v5.10", "nothing: what counts of CPUID is in the role") {
    @Override
    public long cpuRole(RoleLayout role, long word) {
      return word;
    }

    @Override
    public long mmuRole(RoleLayout role, long word) {
      return word;
    }
  },

  /** kvm_mmu_after_set_cpuid(), v5.18 mmu.c. */
  V5_18("v5.18", "clears ext.valid of every role word") {
    @Override
    public long mmuRole(RoleLayout role, long word) {
      return role.with(word, VALID, 0);
    }
  },

  /** kvm_mmu_after_set_cpuid(), mmu.c as of the merge of series/14 (7a458f0e1ba1). */
  SERIES_14("series/14", "clears cpu_role.ext.valid and makes root_role 0") {
    @Override
    public long mmuRole(RoleLayout role, long word) {
      return 0;
    }
  },

  /** kvm_mmu_after_set_cpuid() as posted in series/17, which was not merged. */
  SERIES_17("series/17", "makes cpu_role and root_role 0") {
    @Override
    public long cpuRole(RoleLayout role, long word) {
      return 0;
    }

    @Override
    public long mmuRole(RoleLayout role, long word) {
      return 0;
    }
  },

  /** kvm_mmu_after_set_cpuid(), v6.12 mmu.c. */
  V6_12("v6.12", "clears cpu_role.ext.valid and sets root_role.invalid") {
    @Override
    public long mmuRole(RoleLayout role, long word) {
      return role.with(word, INVALID, 1);
    }
  };

  private final Label label;

  CpuidUpdate(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The cpu_role after the update. */
  public long cpuRole(RoleLayout role, long word) {
    return role.with(word, VALID, 0);
  }

  /** The mmu_role (root_role) after the update. */
  public abstract long mmuRole(RoleLayout role, long word);

  @Override
  public Label label() {
    return label;
  }
}
