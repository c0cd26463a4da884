// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.revision.MmuSpec.Change;
import dev.rolecall.mmu.role.LayoutChange;
import dev.rolecall.mmu.role.RoleLayout;
import java.util.ArrayList;
import java.util.List;

/** The page REVISIONS.md: every kernel point and what differs from its parent. */
public final class HistoryPage {
  private HistoryPage() {}

  /** The page's lines. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("# Kernel points");
    lines.add("");
    lines.add(
        "Made by `rolecall revisions --markdown`. Each point is its parent and what differs.");
    MmuHistory.revisions().forEach(revision -> add(revision, lines));
    return lines;
  }

  private static void add(MmuRevision revision, List<String> lines) {
    lines.add("");
    lines.add("## " + revision.id());
    lines.add("");
    String commit = revision.commit().isEmpty() ? "" : " (" + revision.commit() + ")";
    lines.add(revision.summary() + commit + ".");
    if (revision.parent().isEmpty()) {
      return;
    }
    MmuRevision parent = revision.parent().get();
    lines.add("");
    if (revision.isUnchanged()) {
      lines.add("Nothing observable changes from " + parent.id() + ".");
      return;
    }
    lines.add("From " + parent.id() + ": " + revision.effect() + ".");
    lines.add("");
    for (LayoutChange change : LayoutChange.between(parent.layout(), revision.layout())) {
      lines.add("- field `%s`: %s".formatted(change.field(), places(change)));
    }
    for (Change change : parent.spec().changesTo(revision.spec())) {
      if (!(change.after() instanceof RoleLayout)) {
        lines.add(
            "- rule `%s`: %s"
                .formatted(change.rule().getSimpleName(), change.after().label().summary()));
      }
    }
  }

  private static String places(LayoutChange change) {
    String remark = change.remark().isEmpty() ? "" : " (" + change.remark() + ")";
    if (change.before().isEmpty()) {
      return "new, " + change.after() + remark;
    }
    if (change.after().isEmpty()) {
      return "gone, was " + change.before() + remark;
    }
    return change.before() + " → " + change.after() + remark;
  }
}
