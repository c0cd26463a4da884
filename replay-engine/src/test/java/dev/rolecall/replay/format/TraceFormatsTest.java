// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TraceFormatsTest {
  private static final String KNOWN =
      "; known formats: csv (a header line with a column event), proto (a header message with"
          + " \"rolecall.trace\"), trace.dat (the magic 17 08 44 \"tracing\"), text (an event as"
          + " ftrace, trace-cmd report or perf script prints it)";

  @TempDir Path folder;

  static Stream<Arguments> formatsAndCompressions() {
    return Stream.of(TraceFormat.values())
        .filter(TraceFormat::isWritten)
        .flatMap(format -> Stream.of(Compression.values()).map(c -> Arguments.of(format, c)));
  }

  @ParameterizedTest
  @MethodSource("formatsAndCompressions")
  void traceIsToldByItsContent(TraceFormat format, Compression compression) throws Exception {
    Path file = Files.write(folder.resolve("trace.txt"), trace(format, compression));
    assertEquals(201, Reading.of(TraceFormats.open(file)).events().size());
  }

  @ParameterizedTest
  @MethodSource("formatsAndCompressions")
  void cutFileYieldsWhatStandsBeforeTheCut(TraceFormat format, Compression compression)
      throws Exception {
    byte[] trace = trace(format, compression);
    Path file = folder.resolve("trace");
    for (int length = 0; length < trace.length; length += 1 + length / 15) {
      Files.write(file, Arrays.copyOf(trace, length));
      try {
        Reading reading = Reading.of(TraceFormats.open(file));
        boolean cutIsSeen = !reading.problems().isEmpty() || compression == Compression.NONE;
        assertTrue(cutIsSeen, "length " + length);
        assertTrue(reading.events().size() <= 201);
      } catch (TraceInputException e) {
        assertTrue(e.problem().file().endsWith("trace"), "length " + length);
      }
    }
  }

  @Test
  void damagedCompressionIsReported() throws Exception {
    for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
      byte[] trace = trace(TraceFormat.CSV, compression);
      for (int i = 4; i < trace.length; i += trace.length / 60) {
        byte[] damaged = trace.clone();
        damaged[i] ^= 0x10;
        Path file = Files.write(folder.resolve("trace"), damaged);
        try {
          Reading.of(TraceFormats.open(file));
        } catch (TraceInputException e) {
          assertTrue(e.problem().file().endsWith("trace"));
        }
      }
    }
  }

  @Test
  void cutCompressionIsReportedAtTheLineWhereTheTextEnds() throws Exception {
    String text = "event,args\nmachine,revision=v5.18\n" + "load,\n".repeat(100);
    byte[] whole = compress(text, Compression.GZIP);
    Path file = Files.write(folder.resolve("t"), Arrays.copyOf(whole, whole.length - 4));
    Reading reading = Reading.of(TraceFormats.open(file));
    assertEquals(
        List.of(file + ":103:1: the gzip data is cut off; nothing after it can be read"),
        reading.problems());
    assertEquals(101, reading.events().size());
  }

  @Test
  void concatenatedGzipMembersAreOneTrace() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(compress("event,args\nmachine,revision=v5.18\n", Compression.GZIP));
    bytes.write(compress("load,\n", Compression.GZIP));
    Path file = Files.write(folder.resolve("t"), bytes.toByteArray());
    assertEquals(2, Reading.of(TraceFormats.open(file)).events().size());
  }

  @Test
  void emptyFileIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("t"));
    assertRefused(file, "expected a trace, got an empty file" + KNOWN);
    Files.write(file, compress("", Compression.GZIP));
    assertRefused(file, "expected a trace, got an empty file" + KNOWN);
  }

  @Test
  void missingFileIsRefused() {
    assertRefused(folder.resolve("t"), "expected a trace, got no such file");
  }

  @Test
  void folderIsRefused() {
    assertRefused(folder, "expected a trace, got a folder");
  }

  @Test
  void unknownContentIsShown() throws Exception {
    Path file = Files.write(folder.resolve("t"), compress("\u0001hello", Compression.ZSTD));
    assertRefused(
        file,
        "expected a trace, got content that begins with \".hello\" (01 68 65 6c 6c 6f), inside zstd"
            + KNOWN);
  }

  @Test
  void compressedFileWithoutContentIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("t"), new byte[] {0x1f, (byte) 0x8b, 8});
    assertRefused(file, "expected a trace: the gzip data is cut off before its first byte");
  }

  @Test
  void tracesOfAFolderAreFoundInOrder() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    Files.write(folder.resolve("b.pb"), trace(TraceFormat.PROTO, Compression.NONE));
    Files.write(folder.resolve("a/z.gz"), trace(TraceFormat.CSV, Compression.GZIP));
    Files.writeString(folder.resolve("README"), "hello");
    TraceFolder found = TraceFormats.find(folder);
    assertEquals(List.of(folder.resolve("a/z.gz"), folder.resolve("b.pb")), found.traces());
    assertEquals(1, found.others().size());
  }

  @Test
  void folderWithoutTracesIsRefused() throws Exception {
    TraceInputException e =
        assertThrows(TraceInputException.class, () -> TraceFormats.find(folder));
    assertEquals(
        folder + ": expected traces in the folder, got no file" + KNOWN, e.problem().toString());
    Files.writeString(folder.resolve("README"), "hello");
    e = assertThrows(TraceInputException.class, () -> TraceFormats.find(folder));
    assertEquals(
        folder + ": expected traces in the folder, got only files of other content (1)" + KNOWN,
        e.problem().toString());
  }

  private static void assertRefused(Path file, String message) {
    TraceInputException e =
        assertThrows(TraceInputException.class, () -> TraceFormats.open(file).close());
    assertEquals(file + ": " + message, e.problem().toString());
  }

  private static byte[] compress(String text, Compression compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = compression.compress(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] trace(TraceFormat format, Compression compression) throws IOException {
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    GeneratedEvents generated = new GeneratedEvents(11);
    for (int i = 0; i < 200; i++) {
      events.add(generated.next());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer = format.write(compression.compress(bytes))) {
      for (TraceEvent event : events) {
        writer.write(event);
      }
    }
    return bytes.toByteArray();
  }
}
