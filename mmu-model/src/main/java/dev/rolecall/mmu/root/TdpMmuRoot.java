// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.rule.RuleVariant;

/** How long a root of the TDP MMU lives. It is found by its role while it does. */
public enum TdpMmuRoot implements RuleVariant {
  /** kvm_tdp_mmu_get_vcpu_root_hpa(), kvm_tdp_mmu_put_root(), v5.10 and v5.18 tdp_mmu.c. */
  V5_10("v5.10", "until the last vCPU that uses it frees it"),
  /** kvm_tdp_mmu_get_vcpu_root_hpa(), v6.1.192 tdp_mmu.c; kvm_tdp_mmu_alloc_root(), v6.12. */
  V6_1("v6.1", "until it is invalidated, with or without users");

  private final Label label;

  TdpMmuRoot(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** Whether the root outlives its users. */
  public boolean isKept() {
    return this == V6_1;
  }

  @Override
  public Label label() {
    return label;
  }
}
