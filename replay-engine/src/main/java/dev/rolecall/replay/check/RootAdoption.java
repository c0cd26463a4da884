// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.mmu.root.RootPage.Identity;
import dev.rolecall.mmu.root.RootPages;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.RootKind;

/** Gives a context of the model the roots that the trace tells; both have one revision. */
final class RootAdoption {
  private static final int PGD = 1;
  private static final int ROLE = 2;
  private static final int ID = 3;
  private static final int PAGE_SHIFT = 12;
  private static final RootKind[] KINDS = RootKind.values();

  private final RoleLayout layout;
  private final RootIds ids;

  RootAdoption(RoleLayout layout, RootIds ids) {
    this.layout = layout;
    this.ids = ids;
  }

  /** Takes all recorded roots over. */
  void adopt(LongTuples recorded, MmuId mmu, VcpuMmu model) {
    MmuContext context = model.context(mmu.model());
    MmuRoots roots = context.roots();
    roots.freeAll();
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      RootKind kind = KINDS[(int) recorded.get(slot)];
      if (kind != RootKind.NONE) {
        RootPage page = page(kind, recorded, slot, new Owner(context, model.rootPages()));
        roots.set(slot, page, recorded.get(slot, PGD));
        ids.bind(recorded.get(slot, ID), page.id());
      }
    }
  }

  /** Whose roots they are, and where their pages are listed. */
  private record Owner(MmuContext context, RootPages pages) {}

  private RootPage page(RootKind kind, LongTuples recorded, int slot, Owner owner) {
    return switch (kind) {
      case NONE -> RootPage.NONE;
      case DUMMY -> owner.pages().dummy();
      case SPECIAL -> owner.pages().special(owner.context().id(), specialLevel(owner.context()));
      case PAGE -> shadowPage(recorded, slot, owner.pages());
    };
  }

  private static int specialLevel(MmuContext context) {
    return Math.max(context.shadowRootLevel(), 3);
  }

  private RootPage shadowPage(LongTuples recorded, int slot, RootPages pages) {
    long role = recorded.get(slot, ROLE);
    RootPage known = pages.find(ids.model(recorded.get(slot, ID)));
    if (known.role() == role && known.isValid()) {
      return known;
    }
    boolean direct = layout.isSet(role, RoleField.DIRECT);
    long gfn = direct ? 0 : recorded.get(slot, PGD) >>> PAGE_SHIFT;
    return pages.another(gfn, role, Identity.CERTAIN);
  }
}
