// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the events that a reader delivers. */
public final class EventCounts {
  private final SortedMap<String, Long> unknownByName = new TreeMap<>();
  private long delivered;
  private long unknown;

  /** Counts an event. */
  public void count(TraceEvent event) {
    delivered++;
    if (event.type() == EventType.UNKNOWN) {
      unknown++;
      String name = event.args().has(Arg.NAME) ? event.args().text(Arg.NAME) : "";
      unknownByName.merge(name, 1L, Long::sum);
    }
  }

  /** The counts of a trace of so many records, none of them lost when it was recorded. */
  public ReadStats ofRecords(long records) {
    return new ReadStats(records, delivered - unknown, records - delivered, 0, unknownByName);
  }
}
