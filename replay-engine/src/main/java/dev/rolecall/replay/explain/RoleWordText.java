// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.explain;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Counts;
import java.util.ArrayList;
import java.util.List;

/** Explains a role word: every field, where it comes from, and what it decides. */
public final class RoleWordText {
  private final MmuRevision revision;
  private final RoleLayout layout;

  public RoleWordText(MmuRevision revision) {
    this.revision = revision;
    this.layout = revision.layout();
  }

  /**
   * The word explained.
   *
   * @param name what the word is called, such as {@code root_mmu.cpu_role}; perhaps empty
   */
  public List<String> lines(String name, long word) {
    List<String> lines = new ArrayList<>();
    String called = name.isEmpty() ? "role word" : name;
    lines.add("%s = 0x%x at %s".formatted(called, word, revision.id()));
    lines.add("  " + meaning(word));
    lines.add("");
    Columns table = new Columns().row("  bits", "field", "value", "from", "decides");
    boolean baseOnly = isNarrow(name);
    for (RoleField field : layout.fields()) {
      if (baseOnly && !layout.isBase(field)) {
        continue; // root_role ends with the base part
      }
      table.row(
          "  " + layout.place(field),
          field.kernelName(),
          Long.toString(layout.get(word, field)),
          field.source(),
          field.decides());
    }
    lines.addAll(table.lines());
    lines.addAll(remarks(name, word));
    return lines;
  }

  /** What the word says in a sentence. */
  public String meaning(long word) {
    if (word == 0) {
      return "never computed, or made 0 by a CPUID update";
    }
    List<String> parts = new ArrayList<>();
    parts.add(paging(word));
    addIf(parts, word, RoleField.SMM, "in SMM");
    addIf(parts, word, RoleField.GUEST_MODE, "for L2");
    addIf(parts, word, RoleField.INVALID, "marked invalid");
    addIf(parts, word, RoleField.AD_DISABLED, "without accessed and dirty bits");
    addIf(parts, word, RoleField.PASSTHROUGH, "root level passed through");
    if (layout.has(RoleField.VALID) && word >>> 32 != 0 && !layout.isSet(word, RoleField.VALID)) {
      parts.add("not valid: a CPUID update cleared it");
    }
    return String.join(", ", parts);
  }

  private String paging(long word) {
    long level = layout.get(word, RoleField.LEVEL);
    if (layout.isSet(word, RoleField.DIRECT)) {
      return level == 0 ? "no paging" : "direct, " + levels(level);
    }
    boolean fourBytes =
        layout.has(RoleField.GPTE_IS_8_BYTES)
            ? !layout.isSet(word, RoleField.GPTE_IS_8_BYTES)
            : layout.isSet(word, RoleField.HAS_4_BYTE_GPTE);
    return levels(level) + " over guest entries of " + (fourBytes ? 4 : 8) + " bytes";
  }

  private static String levels(long level) {
    return Counts.of(level, "level");
  }

  /** Whether the word of that name has 32 bits at this revision. */
  private boolean isNarrow(String name) {
    return (name.endsWith("root_role") || name.endsWith("mmu_role"))
        && revision.spec().rule(RoleWords.class) == RoleWords.SERIES_14;
  }

  private void addIf(List<String> parts, long word, RoleField field, String text) {
    if (layout.isSet(word, field)) {
      parts.add(text);
    }
  }

  private List<String> remarks(String name, long word) {
    List<String> lines = new ArrayList<>();
    long unknown = layout.bits().unknownBits(word);
    if (unknown != 0) {
      lines.add("");
      lines.add("  bits 0x%x belong to no field at %s".formatted(unknown, revision.id()));
    }
    if (isNarrow(name) && word >>> 32 != 0) {
      lines.add("");
      lines.add("  root_role has 32 bits at " + revision.id() + ": this one has more");
    }
    if (name.endsWith("cpu_role") && !revision.spec().rule(RoleWords.class).hasCpuRole()) {
      lines.add("");
      lines.add("  there is no cpu_role at " + revision.id() + ": it came with series/07");
    }
    return lines;
  }
}
