// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import java.util.EnumMap;
import java.util.Map;

/** Adds up the reports of many traces. */
public final class ReplayTotals {
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final KindCounts kinds = new KindCounts();
  private long traces;
  private long matched;
  private long diverged;
  private long notComparable;
  private long notChecked;

  /** Adds one report. */
  public void add(TraceReport report) {
    traces++;
    outcomes.merge(report.outcome(), 1L, Long::sum);
    kinds.add(report.tally());
    matched += report.tally().matched();
    diverged += report.tally().diverged();
    notComparable += report.notComparable();
    notChecked += report.notChecked();
  }

  /** What all traces come to. */
  public Outcome outcome() {
    return Outcome.ofAll(outcomes.keySet());
  }

  /** How many traces there were. */
  public long traces() {
    return traces;
  }

  /** How many traces came to that. */
  public long traces(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** How many walks, faults and so on there were, and how many were checked. */
  public KindCounts kinds() {
    return kinds;
  }

  /** Expectations that the model met. */
  public long matched() {
    return matched;
  }

  /** Expectations that the model contradicted. */
  public long diverged() {
    return diverged;
  }

  /** Expectations of what the replayed revisions do not have. */
  public long notComparable() {
    return notComparable;
  }

  /** Expectations and observations that nothing was compared with. */
  public long notChecked() {
    return notChecked;
  }
}
