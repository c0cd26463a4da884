// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.RevisionSubject;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares a revision with every later one of a history in one pass over a trace, and notes under
 * which signatures each differs.
 */
public final class Sweep {
  private final List<Side> sides = new ArrayList<>();

  /** A later revision, and what has differed from the first so far. */
  private record Side(ComparedModel model, Shown shown) {}

  /** The first divergence of each signature. */
  private static final class Shown implements VcpuCheck.DivergenceSink {
    private final SortedMap<Signature, Divergence> first = new TreeMap<>();

    @Override
    public void diverged(Divergence divergence) {
      first.putIfAbsent(Signature.of(divergence), divergence);
      divergence
          .also()
          .forEach(
              also ->
                  first.putIfAbsent(
                      Signature.of(also, divergence.event().type()),
                      Divergence.of(also, divergence.event())));
    }

    @Override
    public void repeated(Difference difference) {}
  }

  private Sweep(String file, History history) {
    for (MmuRevision revision : history.changes()) {
      Shown shown = new Shown();
      TraceReplay.Sinks sinks =
          new TraceReplay.Sinks(problem -> {}, new Tally(), shown, StepObserver.NONE);
      sides.add(new Side(new ComparedModel(file, revision, sinks), shown));
    }
  }

  /**
   * What a revision showed that differs from the first.
   *
   * @param revision a revision that changes something
   * @param first the first divergence of each signature
   */
  public record Step(MmuRevision revision, SortedMap<Signature, Divergence> first) {
    /** Whether a divergence shows. */
    public boolean shows(Signature signature) {
      return first.keySet().stream().anyMatch(signature::isShownBy);
    }
  }

  /**
   * Sweeps a trace.
   *
   * @param problems takes what is wrong with the trace
   * @return what each revision that changes something showed, oldest first
   * @throws TraceInputException if it is no trace
   * @throws IOException if the system fails to read it
   */
  public static List<Step> over(TraceFile trace, History history, ProblemSink problems)
      throws IOException, TraceInputException {
    Sweep sweep = new Sweep(trace.name(), history);
    List<ComparedModel> models = sweep.sides.stream().map(Side::model).toList();
    try (RevisionSubject base = new RevisionSubject(Optional.of(history.from()), problem -> {});
        TraceReader reader = TraceFormats.open(trace)) {
      reader.read(new Comparison(base, models), problems);
    }
    models.forEach(model -> model.replay().finish());
    return sweep.sides.stream()
        .map(side -> new Step(side.model.revision(), side.shown.first))
        .toList();
  }

  /** The step from which on every one shows the signature; empty if the last does not. */
  public static Optional<Step> first(List<Step> steps, Signature signature) {
    Optional<Step> first = Optional.empty();
    for (int i = steps.size() - 1; i >= 0 && steps.get(i).shows(signature); i--) {
      first = Optional.of(steps.get(i));
    }
    return first;
  }
}
