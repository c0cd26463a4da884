// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the replay of one trace found.
 *
 * @param file the trace as the user named it
 * @param tracedRevision the revision whose words the trace holds; absent if it was never told
 * @param replayedRevision the revision of the model
 * @param vms how many VMs the trace has
 * @param vcpus how many vCPUs
 * @param stats what the reader met
 * @param tally what became of the expectations
 * @param takenOver inputs that the trace gave only in a later record, with counts
 * @param divergences those that are kept, in the order of the trace
 * @param divergenceCount how many there were, repeats and consequences apart
 * @param repeats how often a difference showed again in later events
 * @param notes what the user should know of how the trace was read
 * @param problems what is wrong with the input
 */
public record TraceReport(
    String file,
    Optional<String> tracedRevision,
    Optional<String> replayedRevision,
    int vms,
    int vcpus,
    ReadStats stats,
    Tally tally,
    Map<String, Long> takenOver,
    List<Divergence> divergences,
    long divergenceCount,
    long repeats,
    List<String> notes,
    List<InputProblem> problems) {

  /** The verdict. A faulty input is never said to conform; an unchecked one neither. */
  public Outcome outcome() {
    if (!problems.isEmpty()) {
      return Outcome.BAD_INPUT;
    }
    if (divergenceCount > 0) {
      return Outcome.DIVERGES;
    }
    return tally.checked() == 0 ? Outcome.NOTHING_CHECKED : Outcome.CONFORMS;
  }
}
