// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.rule.RuleVariant;

/**
 * What a walk does if CR0.WP is not what the context was configured with, as happens where VMX lets
 * the guest change it without an exit.
 */
public enum PassthroughWp implements RuleVariant {
  /** permission_fault(), v5.10 and v5.18 mmu.h. */
  V5_10("v5.10", "nothing: the context's CR0.WP counts"),

  /** kvm_mmu_refresh_passthrough_bits(), v6.1.192 mmu.h. */
  V6_1("v6.1", "with TDP, cr0_wp of the cpu_role is corrected, but not in guest_mmu");

  private final Label label;

  PassthroughWp(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** Whether a walk corrects cr0_wp of a context that does not shadow nested page tables. */
  public boolean refreshes() {
    return this == V6_1;
  }

  @Override
  public Label label() {
    return label;
  }
}
