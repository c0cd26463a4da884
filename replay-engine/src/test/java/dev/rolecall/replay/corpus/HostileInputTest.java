// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.TraceReport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that fuzzing found to break something once give a report, and say what was refused. */
final class HostileInputTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  static List<Path> inputs() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(
                    HostileInputTest.class.getResource("/dev/rolecall/replay/hostile"))
                .toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void hostileInputGivesAReport(Path input) {
    TraceReport report = assertTimeoutPreemptively(BOUND, () -> Corpus.replay(input));
    assertEquals(
        report.stats().refused() > 0,
        report.stats().refused() > 0 && report.outcome() == Outcome.BAD_INPUT,
        "refused records are the input's fault");
  }

  @Test
  void thereAreSuchInputs() throws Exception {
    assertFalse(inputs().isEmpty());
  }
}
