// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.replay.format.proto.SubjectAnswer.Outcome;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.RuleSink;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** Makes what a subject says came of an event the event's expectations, if it can be that. */
final class OutcomeReader {
  private final TraceEvent said = new TraceEvent();
  private String problem = "";
  private final RuleSink problems = (part, message) -> problem = message;
  private final EventRules rules = new EventRules(problems);

  /**
   * Fills an event's expectations; what is wrong with them, if anything. An {@code accepted} that
   * the trace recorded stays, unless the subject says otherwise.
   */
  Optional<String> read(Outcome outcome, TraceEvent event) {
    said.reset(EventType.OBSERVE);
    if (!outcome.writeTo(said, problems) || !rules.check(said)) {
      return Optional.of(problem);
    }
    if (event.expectations().has(ExpectKey.ACCEPTED)
        && !said.expectations().has(ExpectKey.ACCEPTED)) {
      said.expectations().set(ExpectKey.ACCEPTED, event.expectations().number(ExpectKey.ACCEPTED));
    }
    event.expectations().copyFrom(said.expectations());
    event.clearFieldExpectations();
    said.fieldExpectations().forEach(event::expectField);
    return Optional.empty();
  }

  /** What is wrong with the expectations that a subject has given an event, if anything. */
  Optional<String> check(TraceEvent event) {
    said.reset(EventType.OBSERVE);
    said.expectations().copyFrom(event.expectations());
    event.fieldExpectations().forEach(said::expectField);
    return rules.check(said) ? Optional.empty() : Optional.of(problem);
  }
}
