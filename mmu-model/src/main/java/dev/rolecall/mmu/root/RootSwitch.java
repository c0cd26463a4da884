// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import dev.rolecall.mmu.rule.RuleVariant;

/** How an MMU context is switched to another root page table: kvm_mmu_new_pgd(), mmu.c. */
public enum RootSwitch implements RuleVariant {
  /** __kvm_mmu_new_pgd(), fast_pgd_switch(), cached_root_available(), v5.10 mmu.c. */
  V5_10(
      "v5.10",
      "before the context is initialised, and previous roots serve only where the guest's table and "
          + "KVM's both have 4 levels or more; a root that serves is synced and flushed") {
    @Override
    PgdOutcome find(MmuRoots roots, WantedRoot wanted, int levels) {
      if (levels >= 4) {
        return roots.findAndKeepCurrent(wanted);
      }
      roots.freeCurrent();
      return PgdOutcome.NEW;
    }

    @Override
    public void request(Requests requests, Reuse reuse) {
      super.request(requests, reuse);
      if (reuse == Reuse.FLUSHED) {
        requests.make(MmuRequest.SYNC);
        requests.make(MmuRequest.FLUSH_CURRENT);
      }
    }

    @Override
    public boolean precedesInit() {
      return true;
    }
  },

  /** kvm_mmu_new_pgd(), fast_pgd_switch(), v5.18 mmu.c. */
  V5_18(
      "v5.18",
      "after the context is initialised, with its role; previous roots always serve; a root that is "
          + "no shadow page is dropped first") {
    @Override
    PgdOutcome find(MmuRoots roots, WantedRoot wanted, int levels) {
      if (roots.page(0).kind() != RootKind.PAGE) {
        roots.freeCurrent();
      }
      return roots.hasCurrent()
          ? roots.findAndKeepCurrent(wanted)
          : roots.findWithoutCurrent(wanted);
    }

    @Override
    public boolean precedesInit() {
      return false;
    }
  };

  /** What the caller wants of a root that was used before. */
  public enum Reuse {
    /** Sync it, and flush the TLB. */
    FLUSHED,
    /** Neither: skip_mmu_sync, skip_tlb_flush. */
    AS_IS
  }

  private final Label label;

  RootSwitch(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * Makes the wanted root the current one, or leaves none.
   *
   * @param levels those of the guest's page table or of KVM's, whichever has fewer
   * @return whether a root that was used before serves
   */
  public boolean apply(MmuRoots roots, WantedRoot wanted, int levels) {
    return roots.record(find(roots, wanted, levels)) != PgdOutcome.NEW;
  }

  abstract PgdOutcome find(MmuRoots roots, WantedRoot wanted, int levels);

  /** Makes the requests that a root which serves comes with. */
  public void request(Requests requests, Reuse reuse) {
    requests.make(MmuRequest.LOAD_PGD);
  }

  /** Whether the switch comes before the context is initialised anew, and so sees the old one. */
  public abstract boolean precedesInit();

  @Override
  public Label label() {
    return label;
  }
}
