// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * Writes what a subject did into the trace in which it differs from the model, so that the trace
 * shows it without the subject.
 */
public final class Outcomes {
  private Outcomes() {}

  /**
   * A trace that expects what the subject did, as far as that is needed to diverge.
   *
   * @param shrunk a shrunk trace that diverges in a comparison
   * @param compared the comparison
   * @param signature its divergence
   * @return the same events; empty if they do not diverge at the model in the same way, because the
   *     difference is in how both contradict the source of the trace
   * @throws SubjectException if the subject fails
   */
  public static Optional<Shrunk> write(
      Shrunk shrunk, Question.Compared compared, Signature signature) throws SubjectException {
    EventStore recorded = record(shrunk.trace(), compared);
    Optional<DivergenceSymptom> symptom =
        DivergenceSymptom.first(
            Selection.all(recorded),
            new Question.Recorded(Optional.of(compared.revision())),
            Optional.of(signature),
            problem -> {});
    if (symptom.isEmpty()) {
      return Optional.empty();
    }
    Shrunk bare =
        Shrinker.ofExpectations(symptom.get(), Limits.NONE, Progress.NONE).shrink(recorded);
    return Optional.of(new Shrunk(bare.trace(), shrunk.proof(), shrunk.tries() + bare.tries()));
  }

  private static EventStore record(EventSequence events, Question.Compared compared)
      throws SubjectException {
    EventStore store = new EventStore();
    try (Subject subject = compared.subject().open()) {
      TraceEvent machine = events.get(0);
      MmuRevision words = subject.start(machine);
      machine.args().setText(Arg.REVISION, words.id());
      store.add(machine);
      for (int i = 1; i < events.size(); i++) {
        TraceEvent event = events.get(i);
        event.keepOnly(ExpectKey.ACCEPTED.bit());
        subject.feed(event);
        store.add(event);
      }
    }
    return store;
  }
}
