// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.mmu.root.RootPage.Identity;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.trace.LongTuples;
import java.util.List;

/** Compares the roots that a trace tells with those of the model, slot by slot. */
@SuppressWarnings("EnumOrdinal") // ValueKind.Roots defines a kind's number as its ordinal
final class RootComparison {
  private static final int PGD = 1;
  private static final int ROLE = 2;
  private static final int ID = 3;

  private final RoleComparison roles;
  private final RoleLayout layout;
  private final RootIds ids;

  RootComparison(MmuRevision traced, MmuRevision replayed, RootIds ids) {
    this.roles = RoleComparison.rootRole(traced, replayed);
    this.layout = replayed.layout();
    this.ids = ids;
  }

  /** The fields of a recorded root's role that the replayed revision lacks. */
  List<RoleField> missing() {
    return roles.missing();
  }

  /** Whether any recorded root has a role. */
  boolean hasRoles(LongTuples recorded) {
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      if (recorded.get(slot, ROLE) != 0) {
        return true;
      }
    }
    return false;
  }

  /** How recorded roots stand to the model's. */
  enum Outcome {
    AGREE,
    /** The same pages stand in the same slots, but a page's role differs. */
    ROLES_DIFFER,
    DIFFER
  }

  /** Compares all slots; pages that are seen for the first time are known from then on. */
  Outcome compare(LongTuples recorded, MmuRoots model) {
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      if (!samePage(recorded, model, slot)) {
        return Outcome.DIFFER;
      }
    }
    Outcome outcome = Outcome.AGREE;
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      if (model.page(slot).isValid()) {
        know(recorded.get(slot, ID), model.page(slot).id());
        outcome = sameRole(recorded, model, slot) ? outcome : Outcome.ROLES_DIFFER;
      }
    }
    return outcome;
  }

  private void know(long recorded, long model) {
    if (ids.model(recorded) != model) {
      ids.bind(recorded, model);
    }
  }

  private boolean samePage(LongTuples recorded, MmuRoots model, int slot) {
    RootPage page = model.page(slot);
    if (recorded.get(slot) != RootText.kind(page).ordinal()) {
      return false;
    }
    boolean same =
        page.identity() == Identity.ASSUMED || ids.match(recorded.get(slot, ID), page.id());
    return !page.isValid() || (recorded.get(slot, PGD) == model.pgd(slot) && same);
  }

  private boolean sameRole(LongTuples recorded, MmuRoots model, int slot) {
    long role = recorded.get(slot, ROLE);
    long other = model.page(slot).role();
    return roles.sameLayout() ? role == other : roles.differences(role, other, layout).isEmpty();
  }

  /** The role of the first page that has another one than the model's. */
  Difference roleDifference(String subject, LongTuples recorded, MmuRoots model) {
    int slot = 0;
    while (sameRole(recorded, model, slot)) {
      slot++;
    }
    long role = recorded.get(slot, ROLE);
    RootPage page = model.page(slot);
    List<FieldDiff> fields = roles.differences(role, page.role(), layout);
    return new Difference(
        Observable.ROOT_ROLE, subject, pageText(role, page), pageText(page.role(), page), fields);
  }

  private static String pageText(long role, RootPage page) {
    return "0x%x of page %d".formatted(role, page.id());
  }
}
