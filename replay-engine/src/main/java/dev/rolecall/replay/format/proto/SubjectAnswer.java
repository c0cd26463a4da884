// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import dev.rolecall.proto.Expect;
import dev.rolecall.replay.trace.RuleSink;
import dev.rolecall.replay.trace.TraceEvent;

/** What a subject answers. */
public sealed interface SubjectAnswer {

  /**
   * The subject takes the trace.
   *
   * @param protocol the version of the protocol that it speaks
   * @param revision the revision in whose layout its role words are, as it names it
   */
  record Ready(int protocol, String revision) implements SubjectAnswer {}

  /**
   * The subject will have nothing of this trace.
   *
   * @param text why, in its words
   */
  record Refusal(String text) implements SubjectAnswer {}

  /** What came of an event. */
  final class Outcome implements SubjectAnswer {
    private final Expect expect;

    Outcome(Expect expect) {
      this.expect = expect;
    }

    /** Makes it the expectations of an event, which has none; whether nothing was wrong with it. */
    public boolean writeTo(TraceEvent event, RuleSink problems) {
      return new MessageReader(problems).readOutcome(expect, event);
    }
  }
}
