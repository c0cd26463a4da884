// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a trace is named, the rest is checked, and it never conforms. */
final class BadInputTest {
  private static final String START =
      """
      event,args,expect
      machine,revision=v5.18 tdp=1,
      vcpu,cr0=0x11,root_mmu.mmu_role=0x100000784
      """;
  private static final String END = "observe,,root_mmu.root_level=0\n";
  private static final long EXPECTATIONS_OF_START = 1;
  private static final long EXPECTATIONS_OF_END = 1;
  private static final String SAMPLE = "vectors/v5.18/v5.18-transitions-host4.csv.gz";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "writ,cr0=0x11,                             | 4:1  | unknown event \"writ\"",
        "'write,cr0=0x11 crx=1,'                    | 4:16 | unknown key \"crx\"",
        "'write,cr0=0x1ffffffffffffffff,'           | 4:7  | cr0: expected a number of up to 64 bits",
        "'write,cr0=0x11 cr0=0x11,'                 | 4:16 | repeated key cr0",
        "'write,cr0=0x11 cr4=0x0,'                  | 4:16 | expected exactly one of",
        "'write,,'                                  | 4:1  | expected exactly one of",
        "'observe,,root_mmu.root_level=99'          | 4:10 | expected a number from 0 to 15",
        "'observe,,root_mmu.root_level'             | 4:10 | expected a key=value pair",
        "'observe,,root_mmu.cpu_role.cr0_vp=1'      | 4:10 | cr0_vp",
        "'machine,revision=v5.18,'                  | 4:1  | a second machine event",
        "'observe,,,'                               | 4:11 | expected 3 cells",
      })
  void badRowIsNamedAndTheOthersAreChecked(String row, String place, String message)
      throws IOException {
    TraceReport report = replay(START + row + "\n" + END);
    InputProblem problem = onlyProblem(report);
    assertEquals(place, problem.place().toString(), problem::toString);
    assertTrue(problem.message().contains(message), problem::toString);
    assertEquals(EXPECTATIONS_OF_START + EXPECTATIONS_OF_END, report.tally().matched());
  }

  @Test
  void sequenceThatGoesBackIsNamed() throws IOException {
    String rows = "seq,event,args,expect\n5,machine,revision=v5.18,\n4,vcpu,,\n";
    InputProblem problem = onlyProblem(replay(rows));
    assertTrue(problem.message().contains("expected more than 5"), problem::toString);
    assertEquals("3:1", problem.place().toString());
  }

  @Test
  void twentyProblemsAreNamedAndTheOthersCounted() throws IOException {
    TraceReport report = replay(START + "writ,,\n".repeat(25) + END);
    assertEquals(Outcome.BAD_INPUT, report.outcome());
    assertEquals(21, report.problems().size());
    assertTrue(
        report.problems().get(20).message().endsWith("and 5 more"), report.problems()::toString);
    assertEquals(EXPECTATIONS_OF_START + EXPECTATIONS_OF_END, report.tally().matched());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                | an empty file",
        "'hello, this is no trace'                         | known formats:",
        "'event,args,expect'                               | expected machine as the first event",
        "'event,args,expect\nobserve,,root_mmu.root_level=0' | expected machine as the first event",
        "'event,args,expect\nmachine,,'                    | missing key revision",
        "'event,args,expect\nmachine,revision=v4.4,\nvcpu,,root_mmu.root_level=0' | v4.4 is not known",
        "'event,args,expects\nmachine,revision=v5.18,'     | expects",
      })
  void traceWithoutGoodStartChecksNothing(String content, String message) throws IOException {
    TraceReport report = replay(content);
    assertEquals(Outcome.BAD_INPUT, report.outcome());
    assertTrue(report.problems().get(0).message().contains(message), report.problems()::toString);
    assertEquals(0, report.tally().checked());
  }

  @Test
  void divergenceBeforeTheDamageIsReportedAndTheInputIsAtFault() throws IOException {
    TraceReport report = replay(START + "observe,,root_mmu.root_level=4\nwrit,,\n");
    onlyProblem(report);
    assertEquals(1, report.divergences().count());
    assertEquals(4, report.divergences().kept().get(0).event().number() + 1);
  }

  @Test
  void missingFileAndFolderAreProblems() throws IOException {
    for (Path path : List.of(folder.resolve("none.csv"), folder)) {
      InputProblem problem = onlyProblem(Corpus.replay(path));
      assertTrue(problem.message().startsWith("expected a trace, got"), problem::toString);
      assertEquals(path.toString(), problem.file());
    }
  }

  /** What a cut gzip still yields is, row for row, what its complete rows are. */
  @ParameterizedTest
  @ValueSource(ints = {25, 50, 75})
  void cutGzipYieldsItsCompleteRows(int percent) throws IOException {
    byte[] whole = Files.readAllBytes(Corpus.ROOT.resolve(SAMPLE));
    byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
    byte[] text = decompressed(cut);
    int complete = lastIndexOf(text, (byte) '\n') + 1;
    TraceReport report = replay(cut);
    assertEquals(Outcome.BAD_INPUT, report.outcome());
    assertEquals(0, report.tally().diverged());
    TraceReport intact = replay(Arrays.copyOf(text, complete));
    assertEquals(Outcome.CONFORMS, intact.outcome());
    assertEquals(intact.tally().matched(), report.tally().matched());
  }

  /** A protobuf trace ends well between messages; anywhere else the place is named. */
  @Test
  void cutProtobufYieldsItsCompleteMessages() throws Exception {
    List<TraceEvent> events = events(START + END);
    List<Integer> ends = new ArrayList<>();
    byte[] whole = protobuf(events, ends);
    List<Long> matched =
        List.of(0L, EXPECTATIONS_OF_START, EXPECTATIONS_OF_START + EXPECTATIONS_OF_END);
    for (int length = ends.get(0); length <= whole.length; length++) {
      TraceReport report = replay(Arrays.copyOf(whole, length));
      int read = (int) ends.stream().filter(inside(length)).count();
      assertEquals(matched.get(read - 1), report.tally().matched(), "cut at " + length);
      if (ends.contains(length)) {
        assertEquals(List.of(), report.problems(), "cut at " + length);
      } else {
        assertTrue(onlyProblem(report).place() instanceof Place.ByteOffset, "cut at " + length);
      }
    }
  }

  @Test
  void cutCaptureNamesTheByteAndChecksWhatPrecedes() throws IOException {
    byte[] whole = Files.readAllBytes(Corpus.ROOT.resolve("captures/6.1/npt1-flow-v6file.dat"));
    TraceReport report = replay(Arrays.copyOf(whole, whole.length / 10 * 9));
    assertEquals(Outcome.BAD_INPUT, report.outcome());
    assertTrue(
        report.problems().stream().anyMatch(p -> p.place() instanceof Place.ByteOffset),
        report.problems()::toString);
    assertTrue(report.tally().checked() > 1000, "checked " + report.tally().checked());
    assertEquals(0, report.tally().diverged());
  }

  private static Predicate<Integer> inside(int length) {
    return end -> end <= length;
  }

  private static InputProblem onlyProblem(TraceReport report) {
    assertEquals(Outcome.BAD_INPUT, report.outcome());
    assertEquals(1, report.problems().size(), report.problems()::toString);
    return report.problems().get(0);
  }

  private TraceReport replay(String content) throws IOException {
    return replay(content.getBytes(UTF_8));
  }

  private TraceReport replay(byte[] content) throws IOException {
    return Corpus.replay(Files.write(folder.resolve("trace"), content));
  }

  private static byte[] decompressed(byte[] cut) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(cut), 1)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        out.write(b);
      }
    } catch (EOFException e) {
      return out.toByteArray();
    }
    throw new AssertionError("the cut took nothing away");
  }

  private static int lastIndexOf(byte[] text, byte wanted) {
    int i = text.length - 1;
    while (i >= 0 && text[i] != wanted) {
      i--;
    }
    return i;
  }

  private List<TraceEvent> events(String content) throws Exception {
    return Corpus.events(Files.write(folder.resolve("trace"), content.getBytes(UTF_8)));
  }

  /** The events as a protobuf trace, and where each of them ends. */
  private static byte[] protobuf(List<TraceEvent> events, List<Integer> ends) throws IOException {
    for (int count = 1; count <= events.size(); count++) {
      ends.add(protobuf(events.subList(0, count)).length);
    }
    return protobuf(events);
  }

  private static byte[] protobuf(List<TraceEvent> events) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceFormat.PROTO.write(out)) {
      for (TraceEvent event : events) {
        writer.write(event);
      }
    }
    return out.toByteArray();
  }
}
