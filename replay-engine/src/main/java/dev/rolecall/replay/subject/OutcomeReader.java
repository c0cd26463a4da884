// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.replay.format.proto.SubjectAnswer.Outcome;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.RuleSink;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** Makes what a subject says came of an event the event's expectations, if it can be that. */
final class OutcomeReader {
  private String problem = "";
  private final RuleSink problems = (part, message) -> problem = message;
  private final EventRules rules = new EventRules(problems);

  /**
   * Fills an event's expectations; what is wrong with them, if anything. An {@code accepted} that
   * the trace recorded stays, unless the subject says otherwise.
   */
  Optional<String> read(Outcome outcome, TraceEvent event) {
    boolean recorded = event.expectations().has(ExpectKey.ACCEPTED);
    long accepted = event.expectations().numberOr(ExpectKey.ACCEPTED, 0);
    event.expectations().clear();
    event.clearFieldExpectations();
    if (!outcome.writeTo(event, problems) || !rules.check(event)) {
      return Optional.of(problem);
    }
    if (recorded && !event.expectations().has(ExpectKey.ACCEPTED)) {
      event.expectations().set(ExpectKey.ACCEPTED, accepted);
    }
    return Optional.empty();
  }
}
