// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.rule.RuleVariant;

/** What is freed before the guest is entered, after a page that is a root somewhere was zapped. */
public enum DeadRoots implements RuleVariant {
  /** kvm_reload_remote_mmus(), v5.10 mmu.c; KVM_REQ_MMU_RELOAD, v5.10 x86.c. */
  V5_10("v5.10", "all roots of every vCPU") {
    @Override
    boolean isDead(RootPage page, boolean invalid) {
      return true;
    }
  },

  /** kvm_mmu_free_obsolete_roots(), is_obsolete_root(), v5.18 mmu.c. */
  V5_18("v5.18", "the roots whose shadow page is zapped, or that have none") {
    @Override
    boolean isDead(RootPage page, boolean invalid) {
      return invalid || page.kind() != RootKind.PAGE;
    }
  };

  private final Label label;

  DeadRoots(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * Frees the dead roots.
   *
   * @param invalidBit the bit of a role that zapping sets
   */
  public void free(MmuRoots roots, long invalidBit) {
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      RootPage page = roots.page(slot);
      if (isDead(page, (page.role() & invalidBit) != 0)) {
        roots.free(slot);
      }
    }
  }

  abstract boolean isDead(RootPage page, boolean invalid);

  @Override
  public Label label() {
    return label;
  }
}
