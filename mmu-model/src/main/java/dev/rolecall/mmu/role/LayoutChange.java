// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

import dev.rolecall.mmu.role.RoleField.Counterpart;
import dev.rolecall.mmu.role.RoleField.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A field that two layouts have in different places, or only one of them has.
 *
 * @param field the field's name in the layout that has it, the later one if both do
 * @param before its place in the earlier layout; empty if it is new
 * @param after its place in the later layout; empty if it is gone
 * @param remark what people should know of it, such as another name; perhaps empty
 */
public record LayoutChange(RoleField field, String before, String after, String remark) {
  /** What differs between two layouts, in the order of the later one, then what it lacks. */
  public static List<LayoutChange> between(RoleLayout earlier, RoleLayout later) {
    List<LayoutChange> changes = new ArrayList<>();
    for (RoleField field : later.fields()) {
      String before = earlier.place(field);
      if (!before.equals(later.place(field))) {
        changes.add(
            new LayoutChange(field, before, later.place(field), remark(field, earlier, later)));
      }
    }
    for (RoleField field : earlier.fields()) {
      if (!later.has(field)) {
        changes.add(new LayoutChange(field, earlier.place(field), "", other(field, later)));
      }
    }
    return changes;
  }

  private static String remark(RoleField field, RoleLayout earlier, RoleLayout later) {
    if (!earlier.has(field)) {
      return other(field, earlier);
    }
    return earlier.max(field) == later.max(field) ? "" : "another width";
  }

  /** The field's other name in the layout that lacks it. */
  private static String other(RoleField field, RoleLayout layout) {
    Optional<Counterpart> counterpart = field.counterpart().filter(c -> layout.has(c.field()));
    return counterpart
        .map(c -> c.field() + (c.relation() == Relation.INVERTED ? ", inverted" : ", renamed"))
        .orElse("");
  }
}
