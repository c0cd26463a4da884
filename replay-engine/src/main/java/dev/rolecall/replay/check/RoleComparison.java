// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleField.Counterpart;
import dev.rolecall.mmu.role.RoleField.Relation;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.check.Difference.FieldDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a role word that a trace holds, in the layout of its revision, with one of the replayed
 * revision: as they are where the layouts are one, else field by field.
 */
final class RoleComparison {
  private final RoleLayout traced;
  private final boolean sameLayout;

  /** The bits that the trace's word does not have: root_role has 32. */
  private final long beyond;

  private final List<Pair> pairs = new ArrayList<>();
  private final List<RoleField> missing = new ArrayList<>();

  /** A field of the trace's layout and what answers to it in the model's. */
  private record Pair(RoleField traced, RoleField model, boolean inverted, long mask) {}

  private RoleComparison(RoleLayout traced, RoleLayout model, Part part, long beyond) {
    this.traced = traced;
    this.beyond = beyond;
    this.sameLayout = traced.equals(model);
    for (RoleField field : traced.fields()) {
      if (part == Part.ALL || traced.isBase(field)) {
        pair(field, model).ifPresentOrElse(pairs::add, () -> missing.add(field));
      }
    }
  }

  /** How much of a word both sides keep. */
  private enum Part {
    ALL,
    BASE
  }

  /** For the cpu_role words of two revisions. */
  static RoleComparison cpuRole(MmuRevision traced, MmuRevision replayed) {
    return new RoleComparison(traced.layout(), replayed.layout(), Part.ALL, 0);
  }

  /** For the mmu_role (root_role) words of two revisions. */
  static RoleComparison mmuRole(MmuRevision traced, MmuRevision replayed) {
    Part part = keepsExt(traced) && keepsExt(replayed) ? Part.ALL : Part.BASE;
    long beyond = keepsExt(traced) ? 0 : ~RoleLayout.base(-1);
    return new RoleComparison(traced.layout(), replayed.layout(), part, beyond);
  }

  /** For the roles of root pages, which have no extended part. */
  static RoleComparison rootRole(MmuRevision traced, MmuRevision replayed) {
    return new RoleComparison(traced.layout(), replayed.layout(), Part.BASE, ~RoleLayout.base(-1));
  }

  private static boolean keepsExt(MmuRevision revision) {
    return revision.spec().rule(RoleWords.class) != RoleWords.SERIES_14;
  }

  /** Whether both words are laid out alike, so that equal words are all there is to know. */
  boolean sameLayout() {
    return sameLayout;
  }

  /** The fields of the trace's word that the replayed revision lacks. */
  List<RoleField> missing() {
    return missing;
  }

  /** How many fields both have. */
  int comparable() {
    return pairs.size();
  }

  /** The fields in which the words differ, lowest bit first. */
  List<FieldDiff> differences(long recorded, long model, RoleLayout modelLayout) {
    List<FieldDiff> found = new ArrayList<>();
    for (Pair pair : pairs) {
      long a = traced.get(recorded, pair.traced()) & pair.mask();
      long b = modelValue(pair, model, modelLayout);
      if (a != b) {
        found.add(new FieldDiff(pair.traced().kernelName(), a, b, pair.traced().source()));
      }
    }
    long unknown = sameLayout ? traced.bits().unknownBits(recorded ^ model) : 0;
    unknown |= beyond & recorded;
    if (unknown != 0) {
      found.add(new FieldDiff("(no field)", recorded & unknown, model & unknown, "padding"));
    }
    return found;
  }

  /** The model's value for one field of the trace's layout, if it has one. */
  Optional<FieldDiff> field(String name, long recorded, long model, RoleLayout modelLayout) {
    for (Pair pair : pairs) {
      if (pair.traced().kernelName().equals(name)) {
        long value = modelValue(pair, model, modelLayout);
        return Optional.of(
            new FieldDiff(name, recorded & pair.mask(), value, pair.traced().source()));
      }
    }
    return Optional.empty();
  }

  private static long modelValue(Pair pair, long model, RoleLayout layout) {
    long value = layout.get(model, pair.model()) & pair.mask();
    return pair.inverted() ? value ^ 1 : value;
  }

  private Optional<Pair> pair(RoleField field, RoleLayout model) {
    RoleField other = field;
    boolean inverted = false;
    if (!model.has(field) && field.counterpart().isPresent()) {
      Counterpart counterpart = field.counterpart().get();
      other = counterpart.field();
      inverted = counterpart.relation() == Relation.INVERTED;
    }
    if (!model.has(other)) {
      return Optional.empty();
    }
    // Both are runs of ones: access, which grew from 3 bits to 4, is compared in the 3.
    return Optional.of(new Pair(field, other, inverted, traced.max(field) & model.max(other)));
  }
}
