// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file and writes down, one line each, what it was told. */
final class Recording implements RecordHandler, ProblemSink {
  final List<String> events = new ArrayList<>();
  final List<InputProblem> problems = new ArrayList<>();

  /** Reads bytes through a file in a folder. */
  static Recording of(Path folder, byte[] bytes) throws TraceInputException {
    Path path = folder.resolve("trace.dat");
    try {
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(path);
  }

  static Recording of(Path path) throws TraceInputException {
    Recording recording = new Recording();
    try (TraceDatFile file = TraceDatFile.open(path, recording)) {
      file.read(recording);
    }
    return recording;
  }

  @Override
  public void record(RawRecord event) {
    Field value =
        new Field("value", "u64", 8, event.length() >= 16 ? 8 : 0, false, Field.Shape.SCALAR);
    String shown = value.isNumber() ? Long.toHexString(event.unsigned(value)) : "-";
    events.add(
        "%s time %d pid %d value %s"
            .formatted(name(event.source()), event.timeNs(), event.pid(), shown));
  }

  @Override
  public void lost(RingSource source, long timeNs, long count) {
    events.add("%s time %d lost %d".formatted(name(source), timeNs, count));
  }

  @Override
  public void report(InputProblem problem) {
    problems.add(problem);
  }

  private static String name(RingSource source) {
    return "buffer " + source.buffer() + " cpu " + source.cpu();
  }
}
