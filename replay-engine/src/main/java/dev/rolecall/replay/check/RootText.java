// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.PgdOutcome;
import dev.rolecall.replay.trace.RootKind;

/** Roots of the model in the words of a trace. */
public final class RootText {
  private static final RootKind[] KINDS = RootKind.values();

  private RootText() {}

  /** The kernel's name for a slot, from 0: {@code root}, {@code prev_roots[0]} …. */
  public static String slot(int slot) {
    return slot == 0 ? "root" : "prev_roots[" + (slot - 1) + "]";
  }

  /** One root, such as {@code page:0x1000:0x1714:1}, or {@code -}. */
  public static String of(MmuRoots roots, int slot) {
    RootPage page = roots.page(slot);
    if (!page.isValid()) {
      return RootKind.NONE.wireName();
    }
    return text(kind(page).wireName(), roots.pgd(slot), page.role(), page.id());
  }

  /** A recorded root. */
  static String of(LongTuples recorded, int slot) {
    RootKind kind = KINDS[(int) recorded.get(slot)];
    return kind == RootKind.NONE
        ? kind.wireName()
        : text(
            kind.wireName(), recorded.get(slot, 1), recorded.get(slot, 2), recorded.get(slot, 3));
  }

  /** All recorded roots, as a trace writes them. */
  static String all(LongTuples recorded) {
    StringBuilder text = new StringBuilder(of(recorded, 0));
    for (int i = 1; i < recorded.size(); i++) {
      text.append(',').append(of(recorded, i));
    }
    return text.toString();
  }

  /** All roots of the model, as a trace writes them. */
  static String all(MmuRoots roots) {
    StringBuilder text = new StringBuilder(of(roots, 0));
    for (int i = 1; i < MmuRoots.COUNT; i++) {
      text.append(',').append(of(roots, i));
    }
    return text.toString();
  }

  /** The trace's word for what a root is. */
  public static RootKind kind(RootPage page) {
    return switch (page.kind()) {
      case NONE -> RootKind.NONE;
      case PAGE -> RootKind.PAGE;
      case SPECIAL -> RootKind.SPECIAL;
      case DUMMY -> RootKind.DUMMY;
    };
  }

  /** The trace's word for how a switch was served. */
  public static PgdOutcome outcome(MmuRoots roots) {
    return switch (roots.outcome()) {
      case NONE -> PgdOutcome.NONE;
      case CURRENT -> PgdOutcome.CURRENT;
      case CACHED -> PgdOutcome.CACHED;
      case NEW -> PgdOutcome.NEW;
    };
  }

  private static String text(String kind, long pgd, long role, long id) {
    return "%s:0x%x:0x%x:%d".formatted(kind, pgd, role, id);
  }
}
