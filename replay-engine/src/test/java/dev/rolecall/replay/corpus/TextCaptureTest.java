// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.convert.TraceConversion;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that tools printed of a capture say the same as the capture itself. */
final class TextCaptureTest {
  private static final Path TEXTS = Corpus.ROOT.resolve("text");
  private static final Path CAPTURES = Corpus.ROOT.resolve("captures");

  @ParameterizedTest
  @CsvSource({
    "6.1-npt1-tdp1-flow.report-R, 6.1/npt1-tdp1-flow",
    "6.1-npt1-tdp1-flow.report-N, 6.1/npt1-tdp1-flow",
    "5.10-npt1-tdp1-flow.report-N, 5.10/npt1-tdp1-flow",
    "7.2-npt1-tdp1-flow.report-R, 7.2/npt1-tdp1-flow",
    "6.1-intel-ept1-flow.report-R, 6.1-intel/ept1-flow",
    "6.1-npt1-lostevents.report-R, 6.1/npt1-lostevents",
    "6.1-npt0-smp2-twovms.report-N, 6.1/npt0-smp2-twovms",
  })
  void reportsWithRawRolesAreTheCapture(String text, String capture) throws Exception {
    Path textFile = TEXTS.resolve(text + ".txt.gz");
    Path captureFile = CAPTURES.resolve(capture + ".dat");
    assertSame(canonical(captureFile), canonical(textFile));
    TraceReport expected = Corpus.replay(captureFile);
    TraceReport report = Corpus.replay(textFile);
    assertEquals(expected.outcome(), report.outcome());
    assertEquals(expected.tally().checked(), report.tally().checked());
    assertEquals(expected.tally().matched(), report.tally().matched());
    assertEquals(expected.tally().notChecked(), report.tally().notChecked());
    assertEquals(expected.stats(), report.stats());
  }

  @Test
  void rolesOfThePluginsTextAreNotUsed() {
    TraceReport report = Corpus.replay(TEXTS.resolve("6.1-npt1-tdp1-flow.report-plugins.txt.gz"));
    assertEquals(Outcome.CONFORMS, report.outcome());
    assertEquals(
        List.of(
            "lossy: 170 events of shadow pages do not tell their roles; trace-cmd report -R does"),
        report.notes().stream().filter(note -> note.startsWith("lossy")).toList());
    Map<String, Long> open = report.tally().notChecked();
    assertTrue(open.containsValue(170L), open.toString());
    assertEquals(0, report.tally().checkedOf(dev.rolecall.replay.check.Kind.PAGES));
  }

  @ParameterizedTest
  @CsvSource({
    "6.1-npt1-flow.ftrace, v6.1, 20900",
    "7.2-npt1-flow.ftrace, v7.2, 20099",
    "6.18-ftrace, v5.18, 19988",
    "6.18-perf-script, v5.18, 20000",
  })
  void everyLineOfTheKernelsTextAndOfPerfIsAnEvent(String text, String kernel, long events) {
    TraceReport report = Corpus.replay(TEXTS.resolve(text + ".txt.gz"));
    assertEquals(List.of(), report.divergences().kept());
    assertEquals(events, report.stats().records());
    assertEquals(0, report.stats().refused());
    assertTrue(
        report.notes().stream().anyMatch(note -> note.contains("those of " + kernel + " ")),
        report.notes().toString());
  }

  /** The events as CSV, without times, which texts round, and without what nobody interprets. */
  private static List<String> canonical(Path trace) throws Exception {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceFormat.CSV.write(csv)) {
      TraceConversion.convert(
          TraceFile.of(trace),
          writer,
          problem -> {
            throw new AssertionError(problem.toString());
          });
    }
    return csv.toString(UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("^(\\d+),\\d+,", "$1,"))
        .map(line -> line.replaceFirst(",unknown,\"?(name=\\w+) .*", ",unknown,$1"))
        .toList();
  }

  private static void assertSame(List<String> expected, List<String> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      assertEquals(expected.get(i), actual.get(i), "row " + (i + 1));
    }
    assertEquals(expected.size(), actual.size());
  }
}
