// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

import java.util.Arrays;

/**
 * The roots of one MMU context: the current one in slot 0 and the previous ones, most recent first
 * (root, or root_hpa and root_pgd, and prev_roots of struct kvm_mmu, kvm_host.h).
 */
public final class MmuRoots {
  /** How many roots a context keeps: KVM_MMU_NUM_PREV_ROOTS and the current one. */
  public static final int COUNT = 4;

  /** The PGD of a previous root that never was: KVM_MMU_ROOT_INFO_INVALID. */
  private static final long NO_PGD = -1;

  private final RootPage[] pages = new RootPage[COUNT];
  private final long[] pgds = new long[COUNT];
  private PgdOutcome outcome = PgdOutcome.NONE;
  private boolean known = true;

  /** No roots. */
  public MmuRoots() {
    Arrays.fill(pages, RootPage.NONE);
    Arrays.fill(pgds, 1, COUNT, NO_PGD);
  }

  /** The page of a slot. */
  public RootPage page(int slot) {
    return pages[slot];
  }

  /** The PGD of a slot; without a page, what was left there. */
  public long pgd(int slot) {
    return pgds[slot];
  }

  /** Whether there is a current root. */
  public boolean hasCurrent() {
    return pages[0].isValid();
  }

  /** How the last switch since {@link #clearOutcome} was served. */
  public PgdOutcome outcome() {
    return outcome;
  }

  public void clearOutcome() {
    outcome = PgdOutcome.NONE;
  }

  /** Whether the roots are known; until they are told, or all freed, the slots mean nothing. */
  public boolean areKnown() {
    return known;
  }

  /** Something that the trace does not give decided which roots there are. */
  public void forget() {
    known = false;
  }

  /** Frees the current root: kvm_mmu_free_roots() with KVM_MMU_ROOT_CURRENT. */
  public void freeCurrent() {
    if (hasCurrent()) {
      pages[0] = RootPage.NONE;
      pgds[0] = 0;
    }
  }

  /** Frees a previous root; its PGD stays, as it does in mmu_free_root_page(). */
  public void freePrevious(int slot) {
    pages[slot] = RootPage.NONE;
  }

  /** Frees the root of a slot. */
  void free(int slot) {
    if (slot == 0) {
      freeCurrent();
    } else {
      freePrevious(slot);
    }
  }

  /** Frees all: kvm_mmu_free_roots() with KVM_MMU_ROOTS_ALL. */
  public void freeAll() {
    freeCurrent();
    for (int i = 1; i < COUNT; i++) {
      freePrevious(i);
    }
    known = true;
  }

  /** Sets what a slot holds. */
  public void set(int slot, RootPage page, long pgd) {
    pages[slot] = page;
    pgds[slot] = pgd;
  }

  /** The root that was built becomes the current one. */
  public void setCurrent(RootPage page, long pgd) {
    set(0, page, pgd);
  }

  /** A dummy becomes the current root; nothing sets its PGD. */
  public void setCurrentDummy(RootPage dummy) {
    pages[0] = dummy;
  }

  /** A page has another role now: it was zapped. */
  public void replace(RootPage zapped) {
    for (int i = 0; i < COUNT; i++) {
      if (pages[i].isValid() && pages[i].id() == zapped.id()) {
        pages[i] = zapped;
      }
    }
  }

  /** Makes these roots what others are. */
  public void copyFrom(MmuRoots other) {
    System.arraycopy(other.pages, 0, pages, 0, COUNT);
    System.arraycopy(other.pgds, 0, pgds, 0, COUNT);
    outcome = other.outcome;
    known = other.known;
  }

  PgdOutcome record(PgdOutcome served) {
    outcome = served;
    return served;
  }

  private boolean serves(int slot, WantedRoot wanted) {
    return wanted.isServedBy(pages[slot], pgds[slot]);
  }

  /**
   * Looks for a root among all, and keeps the current one as the most recent of the previous;
   * without success the oldest is dropped: cached_root_find_and_keep_current() (v5.18 mmu.c),
   * cached_root_available() (v5.10 mmu.c).
   */
  PgdOutcome findAndKeepCurrent(WantedRoot wanted) {
    if (serves(0, wanted)) {
      return PgdOutcome.CURRENT;
    }
    for (int i = 1; i < COUNT; i++) {
      swapWithCurrent(i);
      if (serves(0, wanted)) {
        return PgdOutcome.CACHED;
      }
    }
    freeCurrent();
    return PgdOutcome.NEW;
  }

  /**
   * Looks for a root among the previous ones, as there is no current one; the older ones move up:
   * cached_root_find_without_current(), v5.18 mmu.c.
   */
  PgdOutcome findWithoutCurrent(WantedRoot wanted) {
    for (int i = 1; i < COUNT; i++) {
      if (serves(i, wanted)) {
        swapWithCurrent(i);
        System.arraycopy(pages, i + 1, pages, i, COUNT - 1 - i);
        System.arraycopy(pgds, i + 1, pgds, i, COUNT - 1 - i);
        freePrevious(COUNT - 1);
        return PgdOutcome.CACHED;
      }
    }
    return PgdOutcome.NEW;
  }

  private void swapWithCurrent(int slot) {
    RootPage page = pages[0];
    pages[0] = pages[slot];
    pages[slot] = page;
    long pgd = pgds[0];
    pgds[0] = pgds[slot];
    pgds[slot] = pgd;
  }
}
