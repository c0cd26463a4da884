// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Trial;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.concurrent.Callable;

/** One thread of a run, with a subject of its own. */
final class FuzzWorker implements Callable<Void>, DivergenceSink {
  private final FuzzPlan plan;
  private final FuzzRun run;
  private final TraceSource source;
  private final Tally tally = new Tally();
  private final TraceEvent event = new TraceEvent();
  private final Novelty.Watch watch;
  private final TraceReplay.Sinks sinks;
  private long trace;

  FuzzWorker(FuzzPlan plan, FuzzRun run) {
    this.plan = plan;
    this.run = run;
    this.source = plan.traces().get();
    this.watch = run.novelty().watch();
    StepObserver observer = plan.limits().quiet() > 0 ? watch : StepObserver.NONE;
    this.sinks = new TraceReplay.Sinks(problem -> {}, tally, this, observer);
  }

  @Override
  public Void call() throws SubjectException {
    try (Subject subject = plan.recorder().open()) {
      for (trace = run.next(); trace >= 0; trace = run.next()) {
        compare(subject);
      }
    } finally {
      run.stop();
      run.addChecked(tally.checked());
    }
    return null;
  }

  private void compare(Subject subject) {
    Trial trial = Trial.of(subject, plan.model(), sinks);
    long events = 0;
    source.start(trace);
    while (trial.failure().isEmpty() && source.next(event)) {
      trial.handler().event(event);
      events++;
    }
    trial.finish();
    trial.failure().ifPresent(failure -> run.failed(trace, failure));
    run.done(events, watch.takeNews());
  }

  @Override
  public void diverged(Divergence divergence) {
    run.found(new FuzzFinding(Signature.of(divergence), trace, divergence));
  }

  @Override
  public void repeated(Difference difference) {
    // It was found where it began.
  }
}
