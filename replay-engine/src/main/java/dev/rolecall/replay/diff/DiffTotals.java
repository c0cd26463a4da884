// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.report.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what many traces showed; one cause is one group, in however many traces it shows. */
public final class DiffTotals {
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private long events;
  private long compared;

  /** Adds one report. */
  public void add(DiffReport report) {
    outcomes.add(report.outcome());
    events += report.stats().records();
    compared += report.tally().checked();
    for (Group group : report.groups()) {
      Group known = groups.putIfAbsent(group.key(), group);
      if (known != null) {
        known.addAll(group);
      }
    }
  }

  /** What differs, in the order in which it showed. */
  public List<Group> groups() {
    return List.copyOf(groups.values());
  }

  /** How many traces there were. */
  public int traces() {
    return outcomes.size();
  }

  /** How many events were read. */
  public long events() {
    return events;
  }

  /** How many outcomes were compared. */
  public long compared() {
    return compared;
  }

  /** What all traces come to. */
  public Outcome outcome() {
    return Outcome.ofAll(outcomes);
  }
}
