// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

/** How often an SMI resets the current context. */
public enum SmmEntry implements RuleVariant {
  /** enter_smm(), v5.10 x86.c. */
  V5_10("v5.10", "one reset, after the registers have their SMM values"),
  /** enter_smm(), kvm_smm_changed(), v5.18 x86.c. */
  V5_18("v5.18", "a reset when SMM is on, with the old registers, and one after they changed");

  private final Label label;

  SmmEntry(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  @Override
  public Label label() {
    return label;
  }
}
