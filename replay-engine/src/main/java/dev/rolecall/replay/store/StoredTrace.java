// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.store;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole trace in memory, without the events that mean nothing to the model.
 *
 * @param events the events
 * @param notes what the reader noted
 * @param problems how many problems the input has
 */
public record StoredTrace(EventStore events, List<String> notes, long problems) {

  /**
   * Reads a trace from a file.
   *
   * @param problems takes what is wrong with the input
   * @throws TraceInputException if the file is no trace
   * @throws IOException if the system fails to read it
   */
  public static StoredTrace read(TraceFile file, ProblemSink problems)
      throws IOException, TraceInputException {
    try (TraceReader reader = TraceFormats.open(file)) {
      return read(reader, problems);
    }
  }

  /** Reads a trace from a reader, to its end. */
  public static StoredTrace read(TraceReader reader, ProblemSink problems)
      throws IOException, TraceInputException {
    Filling filling = new Filling();
    long[] count = {0};
    reader.read(
        filling,
        problem -> {
          count[0]++;
          problems.report(problem);
        });
    return new StoredTrace(filling.store, List.copyOf(filling.notes), count[0]);
  }

  private static final class Filling implements TraceHandler {
    private final EventStore store = new EventStore();
    private final List<String> notes = new ArrayList<>();

    @Override
    public void event(TraceEvent event) {
      store.add(event);
    }

    @Override
    public boolean takesUnknown() {
      return false;
    }

    @Override
    public void notChecked(String reason, long count) {
      // What the source holds beyond its events cannot shrink.
    }

    @Override
    public void note(String text) {
      notes.add(text);
    }
  }
}
