// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
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
 * @param revisions the revision whose words the trace holds and the one it was replayed at; absent
 *     if the trace never told
 * @param vms how many VMs the trace has
 * @param vcpus how many vCPUs
 * @param stats what the reader met
 * @param tally what became of the expectations
 * @param takenOver inputs that the trace gave only in a later record, with counts
 * @param divergences what diverged
 * @param notes what the user should know of how the trace was read
 * @param problems what is wrong with the input
 */
public record TraceReport(
    String file,
    Optional<Revisions> revisions,
    int vms,
    int vcpus,
    ReadStats stats,
    Tally tally,
    Map<String, Long> takenOver,
    Divergences divergences,
    List<String> notes,
    List<InputProblem> problems) {

  /** The verdict. A faulty input is never said to conform; an unchecked one neither. */
  public Outcome outcome() {
    if (!problems.isEmpty()) {
      return Outcome.BAD_INPUT;
    }
    if (tally.diverged() > 0) {
      return Outcome.DIVERGES;
    }
    return tally.checked() == 0 ? Outcome.NOTHING_CHECKED : Outcome.CONFORMS;
  }

  /** Whether nothing that the trace holds was left unchecked, and nothing is missing from it. */
  public boolean isComplete() {
    boolean whole = problems.isEmpty() && stats.lost() == 0;
    return whole && notChecked() == 0 && tally.consistent() == 0;
  }

  /** Expectations that diverged because another one of the same event did. */
  public long consequences() {
    return tally.diverged() - divergences.count() - divergences.repeats();
  }

  /** How many expectations were not comparable. */
  public long notComparable() {
    return tally.notComparable().values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many expectations and observations were not checked. */
  public long notChecked() {
    return tally.notChecked().values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many events were not understood. */
  public long unknown() {
    return stats.unknownByName().values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The kernels of a replay.
   *
   * @param traced whose words the trace holds
   * @param replayed whose rules the model followed
   */
  public record Revisions(MmuRevision traced, MmuRevision replayed) {}

  /**
   * The divergences of a trace. A difference that stays is reported once, and counted from then on.
   *
   * @param kept the first ones, in the order of the trace
   * @param count how many there were, repeats and consequences apart
   * @param repeats how often a difference showed again
   * @param repeatsOfKept the same for each difference among those that are kept
   */
  public record Divergences(
      List<Divergence> kept, long count, long repeats, Map<Difference, Long> repeatsOfKept) {
    /** None. */
    public static final Divergences NONE = new Divergences(List.of(), 0, 0, Map.of());
  }
}
