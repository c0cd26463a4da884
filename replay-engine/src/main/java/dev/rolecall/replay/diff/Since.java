// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Sweep.Step;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out since which revision of a history a difference shows. */
public final class Since {
  private final History history;
  private final Map<TraceFile, List<Step>> swept = new HashMap<>();

  /** Answers for differences between the ends of a history. */
  public Since(History history) {
    this.history = history;
  }

  /**
   * Compares the first revision with each later one on a trace.
   *
   * @return what each revision that changes something showed, oldest first
   * @throws IOException if the system fails to read the trace
   */
  public List<Step> sweep(TraceFile file) throws IOException, TraceInputException {
    List<Step> known = swept.get(file);
    if (known != null) {
      return known;
    }
    Sweep sweep = new Sweep(file.name(), history);
    try (TraceReader reader = TraceFormats.open(file)) {
      reader.read(sweep, problem -> {}); // the comparison of the ends has told
    }
    sweep.finish();
    swept.put(file, sweep.steps());
    return sweep.steps();
  }

  /** The revision from which on every one shows the signature; empty if the last does not. */
  public static Optional<MmuRevision> first(List<Step> steps, Signature signature) {
    Optional<MmuRevision> first = Optional.empty();
    for (int i = steps.size() - 1; i >= 0 && steps.get(i).shows(signature); i--) {
      first = Optional.of(steps.get(i).revision());
    }
    return first;
  }
}
