// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The fields of role words by the names that any kernel revision has given them. */
public final class RoleField {
  private static final Map<String, Long> MAXIMA = maxima();

  private RoleField() {}

  /** All names. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(MAXIMA.keySet());
  }

  /** Whether any revision has a field of that name. */
  public static boolean exists(String name) {
    return MAXIMA.containsKey(name);
  }

  /** The values that the field takes, at its widest in any revision. */
  public static ValueKind.Range values(String name) {
    Long max = MAXIMA.get(name);
    if (max == null) {
      throw new IllegalArgumentException("no role field " + name);
    }
    return ValueKind.decimal(0, max);
  }

  private static Map<String, Long> maxima() {
    Map<String, Long> maxima = new TreeMap<>();
    for (MmuRevision revision : MmuHistory.revisions()) {
      revision
          .layout()
          .bits()
          .fields()
          .forEach(field -> maxima.merge(field.name(), field.max(), Math::max));
    }
    return maxima;
  }
}
