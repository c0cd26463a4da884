// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares a revision with every later one of a history in one pass over a trace, and notes under
 * which signatures each differs.
 */
public final class Sweep implements TraceHandler {
  private final List<Side> sides = new ArrayList<>();

  /** A later revision's comparison with the first, and what has differed so far. */
  private record Side(MmuRevision revision, Trial trial, Shown shown) {}

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

  /**
   * A sweep of one trace.
   *
   * @param file the trace's name, for problems
   */
  public Sweep(String file, History history) {
    SubjectFactory base = SubjectFactory.of(history.from());
    for (MmuRevision revision : history.changes()) {
      Shown shown = new Shown();
      TraceReplay.Sinks sinks =
          new TraceReplay.Sinks(problem -> {}, new Tally(), shown, StepObserver.NONE);
      sides.add(new Side(revision, begin(base, revision, file, sinks), shown));
    }
  }

  private static Trial begin(
      SubjectFactory base, MmuRevision revision, String file, TraceReplay.Sinks sinks) {
    try {
      return new Question.Compared(base, revision).begin(file, sinks);
    } catch (SubjectException e) {
      throw new IllegalStateException("the model does not start", e);
    }
  }

  @Override
  public void event(TraceEvent event) {
    for (Side side : sides) {
      side.trial.handler().event(event);
    }
  }

  @Override
  public boolean takesUnknown() {
    return false;
  }

  @Override
  public void notChecked(String reason, long count) {
    // What the trace holds beyond its events is nobody's to do.
  }

  /** The trace is over. */
  public void finish() {
    sides.forEach(side -> side.trial.finish());
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

  /** What each revision showed, oldest first. */
  public List<Step> steps() {
    return sides.stream().map(side -> new Step(side.revision, side.shown.first)).toList();
  }
}
