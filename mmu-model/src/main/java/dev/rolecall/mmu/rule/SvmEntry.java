// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

/** The order of steps when L1 enters L2 with VMRUN; it decides what the NPT roles see. */
public enum SvmEntry implements RuleVariant {
  /** enter_svm_guest_mode(), nested_prepare_vmcb_save(), v5.10 svm/nested.c. */
  V5_10("v5.10", "L2's EFER, CR0, CR4; the NPT context; guest mode; CR3"),
  /** enter_svm_guest_mode(), v5.18 svm/nested.c. */
  V5_18("v5.18", "the NPT context; guest mode; L2's EFER, CR0, CR4; CR3"),
  /** enter_svm_guest_mode(), v6.1 svm/nested.c. */
  V6_1("v6.1", "guest mode; the NPT context; L2's EFER, CR0, CR4; CR3");

  private final Label label;

  SvmEntry(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  @Override
  public Label label() {
    return label;
  }
}
