// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.Optional;

/**
 * Feeds a trace to a subject and to the model at a revision in lockstep: what came of an event at
 * the one is what the other is expected to do. What the trace itself expects does not count, but
 * for {@code accepted}, which says how a register write went where KVM's rules cannot.
 */
public final class Comparison implements TraceHandler {
  private final Subject subject;
  private final TraceReplay model;
  private final SourceDifferences differences;
  private final TraceEvent event = new TraceEvent();
  private Optional<Failure> failure = Optional.empty();
  private boolean started;

  /**
   * A comparison of one trace.
   *
   * @param file the trace's name, for problems
   * @param subject is fed the trace; the caller closes it
   * @param model the revision that is compared with it
   * @param sinks takes what is found; a divergence's recorded value is the subject's
   */
  public Comparison(String file, Subject subject, MmuRevision model, TraceReplay.Sinks sinks) {
    this.subject = subject;
    this.differences = new SourceDifferences(sinks.divergences(), subject, event);
    this.model =
        new TraceReplay(
            file,
            ReplaySettings.at(model),
            new TraceReplay.Sinks(sinks.problems(), sinks.tally(), differences, sinks.observer()));
  }

  /**
   * The subject failed, and the rest of the trace was not compared.
   *
   * @param event the number of the event at which it did
   * @param message what it did
   */
  public record Failure(long event, String message) {}

  /** How the subject failed, if it did. */
  public Optional<Failure> failure() {
    return failure;
  }

  /** The model's replay. */
  public TraceReplay model() {
    return model;
  }

  @Override
  public void event(TraceEvent read) {
    if (failure.isPresent() || (!started && read.type() != EventType.MACHINE)) {
      return;
    }
    event.borrow(read);
    boolean ofSource = SourceDifferences.isOfSource(event.type());
    event.keepOnly(ofSource ? SourceDifferences.KEYS : ExpectKey.ACCEPTED.bit());
    differences.begin();
    try {
      feed();
      differences.settle();
    } catch (SubjectException e) {
      failure = Optional.of(new Failure(read.position(), e.reason()));
    }
  }

  private void feed() throws SubjectException {
    if (event.type() == EventType.MACHINE) {
      start();
    } else {
      subject.feed(event);
    }
    model.event(event);
  }

  /** A machine of a revision that is not known, the model reports as wrong. */
  private void start() throws SubjectException {
    started = MmuHistory.find(event.args().text(Arg.REVISION)).isPresent();
    if (started) {
      model.expectWordsOf(subject.start(event));
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

  @Override
  public void note(String text) {
    model.note(text);
  }
}
