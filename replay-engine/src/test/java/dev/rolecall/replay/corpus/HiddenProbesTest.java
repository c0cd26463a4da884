// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.check.Kind;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.format.tracedat.EditedCapture;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a capture shows without the probes never contradicts what it shows with them. */
final class HiddenProbesTest {
  private static final Path CAPTURES = Corpus.ROOT.resolve("captures");

  static List<Path> captures() throws IOException {
    try (Stream<Path> files = Files.walk(CAPTURES)) {
      return files.filter(file -> file.toString().endsWith(".dat")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void aCaptureThatConformsWithItsProbesDoesNotDivergeWithoutThem(Path capture) {
    TraceReport with = Corpus.replay(capture);
    TraceReport without =
        new Replayer(ReplaySettings.standard())
            .replay(
                capture,
                () -> EditedCapture.open(capture, EditedCapture.withoutProbes()),
                StepObserver.NONE);
    System.out.println(line(capture, without));
    assertTrue(
        without.outcome() != Outcome.DIVERGES || with.outcome() == Outcome.DIVERGES,
        () -> without.divergences().kept().toString());
  }

  private static String line(Path capture, TraceReport report) {
    Tally tally = report.tally();
    String kinds =
        Stream.of(Kind.values())
            .filter(kind -> tally.seen(kind) > 0)
            .map(k -> k.word() + " " + tally.checkedOf(k) + " of " + tally.seen(k))
            .collect(Collectors.joining(", "));
    return "%s without probes: %s, %d checked, %d consistent, %d not checked; %s"
        .formatted(
            CAPTURES.relativize(capture),
            report.outcome().text(),
            tally.checked(),
            tally.consistent(),
            report.notChecked(),
            kinds);
  }
}
