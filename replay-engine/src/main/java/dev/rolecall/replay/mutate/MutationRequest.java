// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to plant, and who is to notice.
 *
 * @param traces the traces
 * @param revision the revision to replay at, whose rules get faults; each trace's own if absent
 * @param rules the names of the rules that get faults; of all if empty
 * @param sample how many of them
 */
public record MutationRequest(
    List<TraceFile> traces, Optional<MmuRevision> revision, List<String> rules, Sample sample) {

  /**
   * How many faults are planted.
   *
   * @param limit at most so many, taken at random
   * @param seed what chance starts from; the same seed takes the same ones
   * @param time none after this time
   */
  public record Sample(Optional<Integer> limit, long seed, Optional<Duration> time) {
    /** All. */
    public static final Sample ALL = new Sample(Optional.empty(), 1, Optional.empty());

    boolean isPart() {
      return limit.isPresent() || time.isPresent();
    }
  }
}
