// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Kind;
import dev.rolecall.replay.check.Tally;
import java.util.ArrayList;
import java.util.List;

/** How many walks, faults and so on there were, and how many of them were checked. */
public final class KindCounts {
  private final long[] seen = new long[Kind.values().length];
  private final long[] checked = new long[Kind.values().length];

  /** The counts of one trace. */
  static KindCounts of(Tally tally) {
    KindCounts counts = new KindCounts();
    counts.add(tally);
    return counts;
  }

  /** Adds those of a trace. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void add(Tally tally) {
    for (Kind kind : Kind.values()) {
      seen[kind.ordinal()] += tally.seen(kind);
      checked[kind.ordinal()] += tally.checkedOf(kind);
    }
  }

  /** How many of a kind there were. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  public long seen(Kind kind) {
    return seen[kind.ordinal()];
  }

  /** How many of a kind were checked. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  public long checked(Kind kind) {
    return checked[kind.ordinal()];
  }

  /** Such as {@code walks 2 700 of 2 722, faults 2 183 of 2 183}; empty if there was none. */
  String text() {
    List<String> parts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (seen(kind) > 0) {
        parts.add(
            "%s %s of %s"
                .formatted(kind.word(), Counts.grouped(checked(kind)), Counts.grouped(seen(kind))));
      }
    }
    return String.join(", ", parts);
  }
}
