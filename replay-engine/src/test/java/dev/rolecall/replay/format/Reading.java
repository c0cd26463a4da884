// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What came of reading a trace: the events, and the problems as they print. */
public record Reading(List<TraceEvent> events, List<String> problems, ReadStats stats) {

  /** Reads a trace to its end. */
  public static Reading of(TraceReader reader) throws IOException, TraceInputException {
    List<TraceEvent> events = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    TraceHandler keep =
        new TraceHandler() {
          @Override
          public void event(TraceEvent event) {
            events.add(TraceEvent.copyOf(event));
          }

          @Override
          public void notChecked(String reason, long count) {
            throw new AssertionError(reason);
          }
        };
    try (reader) {
      ReadStats stats = reader.read(keep, problem -> problems.add(problem.toString()));
      return new Reading(events, problems, stats);
    }
  }
}
