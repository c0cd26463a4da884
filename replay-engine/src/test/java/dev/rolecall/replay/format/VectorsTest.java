// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The traces that came from the kernels' own code. */
class VectorsTest {

  @TempDir Path folder;

  static List<Path> vectors() throws Exception {
    return TraceFormats.find(Path.of(System.getProperty("rolecall.traces"), "vectors")).traces();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vectorIsTheSameAfterConversionInEitherDirection(Path vector) throws Exception {
    Reading original = Reading.of(TraceFormats.open(vector));
    assertEquals(List.of(), original.problems());
    Path proto = convert(original, TraceFormat.PROTO, "1");
    Path csv = convert(assertSame(original, proto), TraceFormat.CSV, "2");
    Path protoAgain = convert(assertSame(original, csv), TraceFormat.PROTO, "3");
    assertEquals(-1, Files.mismatch(proto, protoAgain));
  }

  private static Reading assertSame(Reading original, Path file) throws Exception {
    Reading reading = Reading.of(TraceFormats.open(file));
    assertEquals(List.of(), reading.problems());
    assertEquals(original.events().size(), reading.events().size());
    for (int i = 0; i < reading.events().size(); i++) {
      int index = i;
      assertTrue(
          original.events().get(i).sameContent(reading.events().get(i)),
          () -> file + ": event " + index + " differs");
    }
    return reading;
  }

  private Path convert(Reading trace, TraceFormat format, String name) throws IOException {
    Path file = folder.resolve(name);
    try (TraceWriter writer = format.write(Files.newOutputStream(file))) {
      for (TraceEvent event : trace.events()) {
        writer.write(event);
      }
    }
    return file;
  }
}
