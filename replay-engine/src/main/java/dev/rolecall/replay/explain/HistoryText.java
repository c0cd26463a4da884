// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.revision.MmuSpec.Change;
import dev.rolecall.mmu.role.LayoutChange;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RuleVariant;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import java.util.ArrayList;
import java.util.List;

/** Prints the kernel points that the model knows, and how they differ. */
public final class HistoryText {
  private static final String UNCHANGED = "no observable change";

  private final Palette palette;

  public HistoryText(Palette palette) {
    this.palette = palette;
  }

  /** Every point, a parent before its children. */
  public List<String> list() {
    Columns table = new Columns().row("point", "parent", "commit", "what it is");
    for (MmuRevision revision : MmuHistory.revisions()) {
      String parent = revision.parent().map(MmuRevision::id).orElse("-");
      table.row(revision.id(), parent, commit(revision), revision.summary());
      if (revision.parent().isPresent()) {
        table.row("", "", "", "  " + effect(revision));
      }
    }
    return table.lines();
  }

  /** One point: what it changes from its parent, and all that it does. */
  public List<String> point(MmuRevision revision) {
    List<String> lines = new ArrayList<>();
    lines.add(title(revision.id() + "  " + revision.summary()));
    revision.parent().ifPresent(parent -> lines.add("  parent   " + parent.id()));
    if (!revision.commit().isEmpty()) {
      lines.add("  commit   " + revision.commit());
    }
    revision.parent().ifPresent(parent -> lines.add("  changes  " + effect(revision)));
    lines.add("");
    lines.add(title("rules"));
    Columns rules = new Columns();
    for (RuleVariant variant : revision.spec().variants()) {
      if (!(variant instanceof RoleLayout)) {
        rules.row(
            "  " + MmuSpec.ruleOf(variant).getSimpleName(),
            variant.label().variant(),
            variant.label().summary());
      }
    }
    lines.addAll(rules.lines());
    lines.add("");
    lines.add(title("role words"));
    lines.addAll(layout(revision.layout()));
    return lines;
  }

  private static List<String> layout(RoleLayout layout) {
    Columns table = new Columns().row("  bits", "field", "from", "decides");
    layout
        .fields()
        .forEach(f -> table.row("  " + layout.place(f), f.kernelName(), f.source(), f.decides()));
    return table.lines();
  }

  /** What differs between two points, field by field and rule by rule. */
  public List<String> difference(MmuRevision a, MmuRevision b) {
    List<Change> changes = a.spec().changesTo(b.spec());
    List<String> lines = new ArrayList<>();
    lines.add(title("from " + a.id() + " to " + b.id()));
    if (changes.isEmpty()) {
      lines.add("  " + UNCHANGED + ": every rule and every role word is the same");
      return lines;
    }
    List<LayoutChange> fields = LayoutChange.between(a.layout(), b.layout());
    if (!fields.isEmpty()) {
      lines.add("");
      lines.add(title("fields of role words"));
      lines.addAll(fields(fields));
    }
    for (Change change : changes) {
      if (!(change.before() instanceof RoleLayout)) {
        lines.add("");
        lines.add(title("rule " + change.rule().getSimpleName()));
        lines.add(side("-", Tone.BAD, change.before()));
        lines.add(side("+", Tone.GOOD, change.after()));
      }
    }
    return lines;
  }

  private static List<String> fields(List<LayoutChange> changes) {
    Columns table = new Columns();
    for (LayoutChange change : changes) {
      String kind = change.before().isEmpty() ? "new" : change.after().isEmpty() ? "gone" : "moved";
      String places =
          switch (kind) {
            case "new" -> change.after();
            case "gone" -> "was " + change.before();
            default -> change.before() + " -> " + change.after();
          };
      String remark =
          change.remark().isEmpty() || kind.equals("moved")
              ? change.remark()
              : (kind.equals("new") ? "was " : "is now ") + change.remark();
      table.row("  " + kind, change.field().kernelName(), places, remark);
    }
    return table.lines();
  }

  private String side(String sign, Tone tone, RuleVariant variant) {
    return palette.paint(tone, "  " + sign + " " + variant.label().variant())
        + "  "
        + variant.label().summary();
  }

  private static String effect(MmuRevision revision) {
    return revision.isUnchanged() ? UNCHANGED : revision.effect();
  }

  private static String commit(MmuRevision revision) {
    return revision.commit().isEmpty() ? "-" : revision.commit();
  }

  private String title(String text) {
    return palette.paint(Tone.TITLE, text);
  }
}
