// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import dev.rolecall.replay.convert.TraceConversion;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormat;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A trace of the corpus in memory, as protobuf, because that is read fastest; what a replay does
 * not interpret is left out.
 */
final class CorpusTrace {
  private final String name;
  private final byte[] events;

  private CorpusTrace(String name, byte[] events) {
    this.name = name;
    this.events = events;
  }

  static CorpusTrace of(Path file) throws IOException, TraceInputException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer = new Understood(TraceFormat.PROTO.write(bytes))) {
      TraceConversion.convert(
          TraceFile.of(file),
          writer,
          problem -> {
            throw new AssertionError(problem.toString());
          });
    }
    return new CorpusTrace(Corpus.name(file), bytes.toByteArray());
  }

  /** The trace's path below the corpus. */
  String name() {
    return name;
  }

  /** The trace, which nobody changes. */
  byte[] events() {
    return events;
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
