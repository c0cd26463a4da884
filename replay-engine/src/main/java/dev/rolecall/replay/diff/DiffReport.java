// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import java.util.List;
import java.util.Optional;

/**
 * What a trace showed of two sides.
 *
 * @param file the trace as the user named it
 * @param groups what differs, by cause, in the order in which it showed
 * @param stats what the reader met
 * @param tally what was compared
 * @param failure how a side failed, if one did; what follows it was not compared
 * @param problems what is wrong with the input
 */
public record DiffReport(
    String file,
    List<Group> groups,
    ReadStats stats,
    Tally tally,
    Optional<Failure> failure,
    List<InputProblem> problems) {

  /** What the trace comes to. */
  public Outcome outcome() {
    if (!problems.isEmpty() || failure.isPresent()) {
      return Outcome.BAD_INPUT;
    }
    if (!groups.isEmpty()) {
      return Outcome.DIVERGES;
    }
    return tally.checked() == 0 ? Outcome.NOTHING_CHECKED : Outcome.CONFORMS;
  }
}
