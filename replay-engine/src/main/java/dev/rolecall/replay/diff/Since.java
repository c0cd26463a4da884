// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Sweep.Step;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out since which revision of a history a difference shows; a trace is swept once. */
public final class Since {
  private final History history;
  private final Map<TraceFile, List<Step>> swept = new HashMap<>();

  /** Answers for differences between the ends of a history. */
  public Since(History history) {
    this.history = history;
  }

  /**
   * The revision from which on every one shows the signature; empty if the last does not.
   *
   * @throws IOException if the system fails to read the trace
   */
  public Optional<MmuRevision> first(TraceFile trace, Signature signature)
      throws IOException, TraceInputException {
    List<Step> steps = swept.get(trace);
    if (steps == null) {
      steps = Sweep.over(trace, history, problem -> {}); // the comparison of the ends has told
      swept.put(trace, steps);
    }
    return Sweep.first(steps, signature).map(Step::revision);
  }
}
