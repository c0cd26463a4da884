// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.rule.RuleVariant;

/** What a guest's write of CR3 does to roots and TLB: kvm_set_cr3(), x86.c. */
public enum Cr3Write implements RuleVariant {
  /** kvm_set_cr3(), v5.10 x86.c. */
  V5_10(
      "v5.10",
      "the same CR3 and PDPTEs only flush; else the root is switched, and a cached one is synced and "
          + "flushed unless the write says no flush"),

  /** kvm_set_cr3(), kvm_invalidate_pcid(), v5.18 x86.c. */
  V5_18(
      "v5.18",
      "another CR3 switches the root; unless the write says no flush the PCID is invalidated: with TDP "
          + "a guest flush, else sync and flush, and previous roots of that PCID are freed");

  private final Label label;

  Cr3Write(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  @Override
  public Label label() {
    return label;
  }
}
