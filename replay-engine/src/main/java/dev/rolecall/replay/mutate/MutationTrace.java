// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.convert.TraceConversion;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.report.ReadFailure;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A trace that is replayed again and again.
 *
 * @param file the trace as the user named it
 * @param source its events as protobuf, in memory; of a large trace the file
 */
record MutationTrace(TraceFile file, Object source) {
  private static final long MAX_IN_MEMORY = 8 << 20;

  /**
   * Reads a trace into memory, if it is not large; what is wrong with it is told.
   *
   * @return the trace; none if anything was wrong
   */
  static List<MutationTrace> read(TraceFile file, Consumer<InputProblem> problems) {
    try {
      if (Files.exists(file.path()) && Files.size(file.path()) > MAX_IN_MEMORY) {
        return List.of(new MutationTrace(file, file.path()));
      }
      return events(file, problems).map(events -> new MutationTrace(file, events)).stream()
          .toList();
    } catch (TraceInputException e) {
      problems.accept(e.problem());
    } catch (IOException e) {
      problems.accept(ReadFailure.problem(file.name(), e));
    }
    return List.of();
  }

  private static Optional<byte[]> events(TraceFile file, Consumer<InputProblem> problems)
      throws IOException, TraceInputException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean isGood;
    try (TraceWriter writer = new Understood(TraceFormat.PROTO.write(bytes))) {
      isGood = TraceConversion.convert(file, writer, problems::accept).problems() == 0;
    }
    return isGood ? Optional.of(bytes.toByteArray()) : Optional.empty();
  }

  /** The trace's name in reports. */
  String name() {
    return file.name();
  }

  /** Writes all but the unknown events. */
  private record Understood(TraceWriter writer) implements TraceWriter {
    @Override
    public void write(TraceEvent event) throws IOException {
      if (event.type() != EventType.UNKNOWN) {
        writer.write(event);
      }
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
