// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.List;
import java.util.Optional;

/**
 * Feeds a trace to a subject and to the model at revisions in lockstep: what came of an event at
 * the subject is what each model is expected to do. What the trace itself expects does not count,
 * but for {@code accepted}, which says how a register write went where KVM's rules cannot.
 */
public final class Comparison implements TraceHandler {
  private final Subject subject;
  private final List<ComparedModel> models;
  private final TraceEvent event = new TraceEvent();
  private Optional<Failure> failure = Optional.empty();
  private boolean started;

  /**
   * A comparison of one trace.
   *
   * @param subject is fed the trace; the caller closes it
   * @param models are compared with it; the caller ends their replays
   */
  Comparison(Subject subject, List<ComparedModel> models) {
    this.subject = subject;
    this.models = List.copyOf(models);
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

  @Override
  public void event(TraceEvent read) {
    if (failure.isPresent() || (!started && read.type() != EventType.MACHINE)) {
      return;
    }
    event.borrow(read);
    boolean ofSource = SourceDifferences.isOfSource(event.type());
    event.keepOnly(ofSource ? SourceDifferences.KEYS : ExpectKey.ACCEPTED.bit());
    for (int i = 0; i < models.size(); i++) {
      models.get(i).begin(event);
    }
    try {
      feed();
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
    for (int i = 0; i < models.size(); i++) {
      models.get(i).event(event, subject.contradictions());
    }
  }

  /** A machine of a revision that is not known, the models report as wrong. */
  private void start() throws SubjectException {
    started = MmuHistory.find(event.args().text(Arg.REVISION)).isPresent();
    if (started) {
      MmuRevision words = subject.start(event);
      models.forEach(model -> model.expectWordsOf(words));
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
    models.forEach(model -> model.replay().note(text));
  }
}
