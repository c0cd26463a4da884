// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.convert;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Copies the events of a trace, of any format that is read, to a writer. */
public final class TraceConversion {
  private TraceConversion() {}

  /**
   * What was copied.
   *
   * @param events how many events were written
   * @param problems how many problems of the input were told
   * @param notes what the reader had to decide
   */
  public record Result(long events, long problems, List<String> notes) {}

  /**
   * Copies a trace. What is wrong with the input is told and left out.
   *
   * @throws TraceInputException if the input is no trace
   * @throws IOException if the system fails to read or write
   */
  public static Result convert(TraceFile in, TraceWriter out, ProblemSink problems)
      throws IOException, TraceInputException {
    AtomicLong count = new AtomicLong();
    Copy copy = new Copy(out);
    try (TraceReader reader = TraceFormats.open(in)) {
      reader.read(
          copy,
          problem -> {
            count.incrementAndGet();
            problems.report(problem);
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new Result(copy.events, count.get(), copy.notes);
  }

  private static final class Copy implements TraceHandler {
    private final TraceWriter out;
    private final List<String> notes = new ArrayList<>();
    private long events;

    Copy(TraceWriter out) {
      this.out = out;
    }

    @Override
    public void event(TraceEvent event) {
      try {
        out.write(event);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      events++;
    }

    @Override
    public void notChecked(String reason, long count) {
      // What the source holds beyond its events has no place in a Rolecall trace.
    }

    @Override
    public void note(String text) {
      notes.add(text);
    }
  }
}
