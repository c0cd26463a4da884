// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;

/** Replays whole traces and says what came of it. */
public final class Replayer {
  private static final ReadStats NOTHING_READ =
      new ReadStats(0, 0, 0, 0, Collections.emptySortedMap());

  private final ReplaySettings settings;

  public Replayer(ReplaySettings settings) {
    this.settings = settings;
  }

  /**
   * Replays one trace. What is wrong with the input is part of the report, and what precedes it is
   * still checked; so is a failure of the system to read it.
   */
  public TraceReport replay(Path file) {
    return replay(TraceFile.of(file), StepObserver.NONE);
  }

  /** Replays one trace while an observer watches each step. */
  public TraceReport replay(TraceFile file, StepObserver observer) {
    return replay(file, () -> TraceFormats.open(file), observer);
  }

  /** Opens a trace. */
  public interface Opener {
    TraceReader open() throws IOException, TraceInputException;
  }

  /** Replays what an opener opens, under the name of a path. */
  public TraceReport replay(Path path, Opener opener, StepObserver observer) {
    return replay(TraceFile.of(path), opener, observer);
  }

  /** Replays what an opener opens, under the name of a file. */
  public TraceReport replay(TraceFile file, Opener opener, StepObserver observer) {
    Attempts attempts = new Attempts(file.name(), settings, observer);
    ReadStats stats = NOTHING_READ;
    try (TraceReader reader = opener.open()) {
      stats =
          observer.mayBeginAnew()
              ? reader.attempt(attempts::next, attempts)
              : reader.read(attempts.next(), attempts); // an observer is told of each step once
    } catch (TraceInputException e) {
      attempts.report(e.problem());
    } catch (IOException e) {
      attempts.report(ReadFailure.problem(file.name(), e));
    }
    return attempts.end(stats);
  }
}
