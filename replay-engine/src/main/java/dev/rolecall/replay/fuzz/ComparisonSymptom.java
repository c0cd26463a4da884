// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Trial;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.shrink.Symptom;
import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.subject.Subject;

/** A subject and the model at a revision differ on a trace in a way that has a signature. */
final class ComparisonSymptom implements Symptom, DivergenceSink {
  private final Subject subject;
  private final MmuRevision model;
  private final Signature wanted;
  private final TraceReplay.Sinks sinks;
  private boolean shown;
  private boolean senseless;

  ComparisonSymptom(Subject subject, MmuRevision model, Signature wanted) {
    this.subject = subject;
    this.model = model;
    this.wanted = wanted;
    this.sinks =
        new TraceReplay.Sinks(problem -> senseless = true, new Tally(), this, StepObserver.NONE);
  }

  @Override
  public int shownAt(EventSequence events) {
    shown = false;
    senseless = false;
    Trial trial = Trial.of(subject, model, sinks);
    for (int i = 0; i < events.size(); i++) {
      trial.handler().event(events.get(i));
      if (senseless || trial.failure().isPresent()) {
        return NOT_SHOWN;
      }
      if (shown) {
        return i;
      }
    }
    return NOT_SHOWN;
  }

  @Override
  public void diverged(Divergence divergence) {
    shown |= wanted.equals(Signature.of(divergence));
  }

  @Override
  public void repeated(Difference difference) {
    // A smaller trace begins to differ anew.
  }
}
