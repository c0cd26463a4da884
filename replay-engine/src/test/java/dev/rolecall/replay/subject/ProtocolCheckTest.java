// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs that speak the protocol badly are told which rule they break, and how. */
class ProtocolCheckTest {
  private static final Path SHELL = Path.of("/bin/sh");

  /** A batch is one write of Rolecall's, and so one read of dd's. */
  private static final String WORDS =
      """
      request() { test "$(dd bs=65536 count=1 2> /dev/null | wc -c)" -gt 0; }
      ready() { printf '\\012\\012\\010\\010\\001\\022\\004v6.1'; }
      outcome() { printf '\\002\\022\\000'; }
      """;

  @Test
  void programThatDoesNotStartATraceIsAskedNothingElse() throws SubjectException {
    ProtocolCheck.Result result = check("request; echo 'no such host' >&2; exit 7");
    assertFalse(result.conforms());
    assertEquals(1, result.findings().size());
    assertEquals(
        """
        ./bad ended with exit status 7, at the start of the trace
          standard error ends:
          | no such host\
        """,
        result.findings().get(0).failure().orElseThrow());
  }

  @Test
  void programThatRefusesOneHostIsOfferedOthers() throws SubjectException {
    // The first start is answered with an error, the second with ready.
    ProtocolCheck.Result result =
        check("request; printf '\\012\\032\\010\\012\\006no TDP'; request; ready; exit 1");
    assertFalse(result.conforms());
    assertTrue(result.findings().size() > 1, result.toString());
    assertTrue(result.findings().get(0).failure().isEmpty(), result.toString());
  }

  @Test
  void programThatNeverEndsBreaksTheRulesOfTheEnd() throws SubjectException {
    ProtocolCheck.Result result =
        check("request; ready; while request; do outcome; done; exec sleep 1000");
    assertTrue(rule(result, "exits with status 0 at an end").contains("at the end"));
    assertTrue(rule(result, "exits with status 0 when its input ends").contains("at the end"));
  }

  @Test
  void programThatAnswersBatchesWithOneAnswerBreaksTheOrder() throws SubjectException {
    ProtocolCheck.Result result = check("request; ready; while request; do outcome; done");
    assertTrue(
        rule(result, "answers in the order in which it was asked").contains("gave no answer"));
  }

  private static String rule(ProtocolCheck.Result result, String rule) {
    return result.findings().stream()
        .filter(finding -> finding.rule().equals(rule))
        .findFirst()
        .orElseThrow()
        .failure()
        .orElse("kept");
  }

  private static ProtocolCheck.Result check(String script) throws SubjectException {
    assumeTrue(Files.isExecutable(SHELL), "no " + SHELL);
    SubjectSettings settings = new SubjectSettings("a test", Duration.ofSeconds(2), List.of());
    return new ProtocolCheck("./bad", List.of(SHELL.toString(), "-c", WORDS + script), settings)
        .run();
  }
}
