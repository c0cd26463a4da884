// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;

/** Counts the values of the fields of role words. */
final class RoleFields {
  /** A field of up to four bits counts by its values; a wider one counts as zero or not. */
  static final int VALUES = 16;

  private final CoverageMap map;
  private final RoleLayout layout;
  private final RoleField[] fields;

  RoleFields(CoverageMap map, RoleLayout layout) {
    this.map = map;
    this.layout = layout;
    this.fields = layout.fields().toArray(RoleField[]::new);
  }

  /** A context got that word. */
  void count(Use use, RoleWordKind kind, long word) {
    for (RoleField field : fields) {
      long value = layout.get(word, field);
      int counted = layout.max(field) < VALUES ? (int) value : (int) Math.min(value, 1);
      map.hit(Area.ROLES, Area.ROLES.at(use, kind, field, counted));
    }
  }
}
