// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.check.TranslationKeys;
import dev.rolecall.replay.check.UncheckedKeys;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.record.TraceRecording;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.trace.Access;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventText;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Recording fills in what the model holds, which for the kernels' vectors is what they hold. */
final class RecordingTest {
  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicTest> recordingATransitionVectorReproducesItsOutcomes() {
    return Corpus.traces("vectors").stream()
        .filter(trace -> Corpus.name(trace).contains("transitions"))
        .map(trace -> DynamicTest.dynamicTest(Corpus.name(trace), () -> reproduces(trace)));
  }

  /** But for writes, of which the trace may not tell that they were fetches too. */
  @TestFactory
  Stream<DynamicTest> recordingAWalkVectorReproducesItsTranslations() {
    return Corpus.traces("vectors").stream()
        .filter(trace -> Corpus.name(trace).contains("-walks-host4"))
        .map(trace -> DynamicTest.dynamicTest(Corpus.name(trace), () -> reproducesWalks(trace)));
  }

  /** Every exit qualification is written that a trace expects; at v5.10 without bits 7 and 8. */
  @Test
  void recordingAWalkOfEptReproducesItsExitQualification() throws Exception {
    for (String revision : List.of("v5.10", "v6.12", "v7.2")) {
      Path trace = Corpus.ROOT.resolve("spec/walk/exit-qualification-" + revision + ".csv");
      long bits = revision.equals("v5.10") ? ~0x180L : -1;
      assertEquals(
          qualifications(trace, bits), qualifications(record(trace, Optional.empty()), -1));
    }
  }

  private static List<Long> qualifications(Path trace, long bits) throws Exception {
    return Corpus.events(trace).stream()
        .filter(event -> event.type() == EventType.ACCESS)
        .map(event -> event.expectations().number(ExpectKey.EXIT_QUALIFICATION) & bits)
        .toList();
  }

  private void reproducesWalks(Path trace) throws Exception {
    long unsaid = ExpectKey.STORES.bit() | ExpectKey.EXIT_QUALIFICATION.bit();
    List<TraceEvent> vector = Corpus.events(trace);
    List<TraceEvent> recorded = Corpus.events(record(trace, Optional.empty()));
    int compared = 0;
    for (int i = 0; i < vector.size(); i++) {
      TraceEvent event = vector.get(i);
      if (event.type() == EventType.ACCESS
          && event.args().word(Arg.ACCESS, Access.class) != Access.WRITE) {
        // Stores have no order, and vectors leave those of L1's tables out while L2 is unpaged.
        // They hold no exit qualification.
        keepOnly(event, ~unsaid);
        keepOnly(recorded.get(i), TranslationKeys.ALL & ~unsaid);
        assertEquals(text(event), text(recorded.get(i)), "event " + event.position());
        compared++;
      }
    }
    assertTrue(compared > 300, compared + " translations compared");
  }

  @Test
  void recordingAtAnotherRevisionConformsThere() throws Exception {
    Path trace = Corpus.ROOT.resolve("vectors/v5.18/v5.18-transitions-host4.csv.gz");
    for (String revision : List.of("v5.10", "series/07", "series/17", "v6.12", "v7.2")) {
      Path recorded = record(trace, Optional.of(revision));
      assertEquals(Outcome.CONFORMS, Corpus.replay(recorded).outcome(), revision);
      assertEquals(revision, Corpus.events(recorded).get(0).args().text(Arg.REVISION));
    }
  }

  private void reproduces(Path trace) throws Exception {
    List<TraceEvent> vector = Corpus.events(trace);
    List<TraceEvent> recorded = Corpus.events(record(trace, Optional.empty()));
    assertEquals(vector.size(), recorded.size(), "events");
    int compared = 0;
    for (int i = 0; i < vector.size(); i++) {
      TraceEvent event = vector.get(i);
      keepOnly(event, ~UncheckedKeys.ALL);
      keepOnly(recorded.get(i), event.expectations().present());
      assertEquals(text(event), text(recorded.get(i)), "event " + event.position());
      compared += event.expectations().count();
    }
    assertTrue(compared > 1000, "outcomes compared");
  }

  private Path record(Path trace, Optional<String> revision) throws Exception {
    Path out = Files.createTempFile(scratch, "recorded", ".csv");
    try (TraceWriter writer = TraceFormat.CSV.write(Files.newOutputStream(out))) {
      TraceRecording.record(
          TraceFile.of(trace),
          writer,
          revision.map(Corpus::revision),
          problem -> {
            throw new AssertionError(problem.toString());
          });
    }
    return out;
  }

  private static void keepOnly(TraceEvent event, long keys) {
    for (ExpectKey key : ExpectKey.ALL) {
      if ((keys & key.bit()) == 0) {
        event.expectations().remove(key);
      }
    }
  }

  private static String text(TraceEvent event) {
    StringBuilder text = new StringBuilder(event.type().wireName()).append(' ');
    EventText.appendArgs(text, event);
    text.append(" | ");
    EventText.appendExpectations(text, event);
    return text.toString();
  }
}
