// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.rule.RuleVariant;

/** What comes of a guest page table in no memory slot when it is to be shadowed. */
public enum InvisibleRoot implements RuleVariant {
  /** mmu_check_root(), mmu_alloc_shadow_roots(), v5.10 and v6.1 mmu.c. */
  V5_10("v5.10", "no root is built and the guest gets a triple fault; a PDPTE's too") {
    @Override
    public long frame(long pgd) {
      return pgd >>> PAGE_SHIFT;
    }
  },

  /** mmu_alloc_shadow_roots(), v6.12 mmu.c. */
  V6_12("v6.12", "a dummy root, which maps nothing; a PDPTE counts as not present") {
    @Override
    public long frame(long pgd) {
      return (pgd & BASE_ADDR) >>> PAGE_SHIFT;
    }
  };

  private static final int PAGE_SHIFT = 12;

  /** Bits 12 to 51: __PT_BASE_ADDR_MASK, paging.h. */
  private static final long BASE_ADDR = ((1L << 52) - 1) & ~0xfffL;

  private final Label label;

  InvisibleRoot(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The frame that a PGD names. */
  public abstract long frame(long pgd);

  /** Whether a dummy stands in for the root. */
  public boolean isDummy() {
    return this == V6_12;
  }

  @Override
  public Label label() {
    return label;
  }
}
