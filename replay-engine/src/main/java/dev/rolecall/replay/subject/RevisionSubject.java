// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The model at a revision. */
public final class RevisionSubject implements Subject {
  private final Optional<MmuRevision> revision;
  private final ProblemSink problems;
  private Optional<Trace> trace = Optional.empty();

  /**
   * A subject.
   *
   * @param revision the revision; a trace's own if absent
   * @param problems takes events that make no sense, which are then not fed to the model
   */
  public RevisionSubject(Optional<MmuRevision> revision, ProblemSink problems) {
    this.revision = revision;
    this.problems = problems;
  }

  @Override
  public String name() {
    return revision.map(MmuRevision::id).orElse("the trace's own revision");
  }

  @Override
  public MmuRevision start(TraceEvent machine) throws SubjectException {
    return begin(machine)
        .orElseThrow(
            () ->
                new SubjectException(
                    "no kernel point is called " + machine.args().text(Arg.REVISION)));
  }

  /**
   * Begins a trace.
   *
   * @return the revision of the model; empty if neither the subject nor the trace names one that is
   *     known, which is then a problem of the trace
   */
  public Optional<MmuRevision> begin(TraceEvent machine) {
    Trace begun = new Trace(revision, problems);
    begun.replay.event(machine);
    trace = Optional.of(begun);
    return begun.replay.replayed();
  }

  @Override
  public void feed(TraceEvent event) {
    Trace begun = trace.orElseThrow(() -> new IllegalStateException("no trace has begun"));
    begun.ofSource.begin(event);
    begun.replay.event(event);
  }

  @Override
  public Optional<List<Divergence>> contradictions() {
    return trace.map(begun -> begun.ofSource.found);
  }

  @Override
  public void close() {
    trace = Optional.empty();
  }

  /** One trace on its way through the model. */
  private static final class Trace implements StepObserver {
    private final OfSource ofSource = new OfSource();
    private final TraceReplay replay;
    private Optional<Outcomes> outcomes = Optional.empty();

    Trace(Optional<MmuRevision> revision, ProblemSink problems) {
      this.replay =
          new TraceReplay(
              "",
              new ReplaySettings(revision, 0),
              new TraceReplay.Sinks(problems, new Tally(), ofSource, this));
    }

    @Override
    public void machine(TraceEvent machine, MmuRevision traced, MmuRevision replayed) {
      outcomes = Optional.of(new Outcomes(replayed));
    }

    @Override
    public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
      outcomes.orElseThrow().fill(event, mmu, verdict);
    }
  }

  /** Nothing else is expected, so that only what the source did by itself can diverge. */
  private static final class OfSource implements VcpuCheck.DivergenceSink {
    private final List<Divergence> found = new ArrayList<>(0);
    private TraceEvent event = new TraceEvent();

    void begin(TraceEvent next) {
      event = next;
      found.clear();
    }

    @Override
    public void diverged(Divergence divergence) {
      Observable observable = divergence.difference().observable();
      if (!observable.isOfEvent() && observable != Observable.ACCEPTED) {
        throw new AssertionError("without expectations: " + divergence);
      }
      found.add(divergence);
    }

    @Override
    public void repeated(Difference difference) {
      diverged(Divergence.of(difference, EventRef.of(event, "")));
    }
  }
}
