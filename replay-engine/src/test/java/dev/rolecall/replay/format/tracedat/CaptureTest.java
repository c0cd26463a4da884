// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded files. What is expected of them was counted in the output of trace-cmd report. */
final class CaptureTest {
  private static final Path CAPTURES =
      Path.of(requireNonNull(System.getProperty("rolecall.traces")), "captures", "6.1");

  @ParameterizedTest
  @ValueSource(strings = {"npt0-matrix", "npt1-flow-noprobes", "npt1-lostevents"})
  void eventsOfEveryNameAreAsManyAsTraceCmdReports(String name)
      throws TraceInputException, IOException {
    Recording problems = new Recording();
    Counts counts = new Counts();
    try (TraceDatFile file = TraceDatFile.open(CAPTURES.resolve(name + ".dat"), problems)) {
      file.read(counts);
      assertEquals("6.1.0-56-cloud-amd64", file.kernelRelease().orElse(""));
      assertEquals(golden(name), counts.lines(file.formats()));
    }
    assertEquals(List.of(), problems.problems);
  }

  private static String golden(String name) throws IOException {
    try (InputStream counts = CaptureTest.class.getResourceAsStream(name + ".counts")) {
      return new String(requireNonNull(counts).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class Counts implements RecordHandler {
    private final Map<Integer, Long> byId = new TreeMap<>();
    private long lost;
    private long unknownLosses;

    @Override
    public void record(RawRecord event) {
      byId.merge(event.eventId(), 1L, Long::sum);
    }

    @Override
    public void lost(RingSource source, long timeNs, long count) {
      if (count == UNKNOWN_COUNT) {
        unknownLosses++;
      } else {
        lost += count;
      }
    }

    /** A count and a name a line, in the order of the names. */
    String lines(EventFormats formats) {
      Map<String, Long> byName = new TreeMap<>();
      byId.forEach((id, count) -> byName.put(formats.byId(id).orElseThrow().name(), count));
      byName.put("total", byId.values().stream().mapToLong(Long::longValue).sum());
      byName.put("lost", lost);
      byName.put("unknown-losses", unknownLosses);
      return byName.entrySet().stream()
          .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
          .collect(Collectors.joining());
    }
  }
}
