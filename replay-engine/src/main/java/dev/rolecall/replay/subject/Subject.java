// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.Optional;

/**
 * An implementation of KVM's MMU that is fed a trace event by event and says what came of each. One
 * subject is fed one trace at a time; {@link #start} begins the next.
 */
public interface Subject extends AutoCloseable {

  /** The name by which reports call it, such as {@code v6.1} or {@code ./my-mmu}. */
  String name();

  /**
   * Begins a trace; what came before is forgotten.
   *
   * @param machine the trace's {@code machine} event, valid during the call only
   * @return the revision in whose layout the subject's role words are
   * @throws SubjectException if the subject fails, or will have nothing of that machine
   */
  MmuRevision start(TraceEvent machine) throws SubjectException;

  /**
   * Feeds one event other than {@code machine}, and writes what came of it into the event's
   * expectations. Of these it finds at most {@code accepted}, which is what the trace recorded of a
   * register write and decides where KVM's rules cannot, and what the source did by itself. What
   * the subject does not know it leaves out.
   *
   * @param event valid during the call only
   * @throws SubjectException if the subject fails; it is fed nothing more of this trace
   */
  void feed(TraceEvent event) throws SubjectException;

  /**
   * Feeds events, as {@link #feed} does one after the other; a program takes many at once faster.
   *
   * @throws SubjectException if the subject fails at one of them; {@link SubjectException#answered}
   *     tells how many before it have their outcomes
   */
  default void feedAll(List<TraceEvent> events) throws SubjectException {
    for (int i = 0; i < events.size(); i++) {
      try {
        feed(events.get(i));
      } catch (SubjectException e) {
        throw e.after(i);
      }
    }
  }

  /**
   * Where the last event tells what the trace's source did by itself (a recorded walk, an SPTE, a
   * shadow page, a write accepted): how that contradicts the subject, with the source's values as
   * the recorded ones.
   *
   * @return absent if the subject has no judgement of such events; programs, and classes of
   *     somebody else, are not asked for one
   */
  default Optional<List<Divergence>> contradictions() {
    return Optional.empty();
  }

  @Override
  void close();
}
