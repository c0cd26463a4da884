// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.report.TraceReport.Divergences;
import dev.rolecall.replay.report.TraceReport.Revisions;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

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
    String name = file.name();
    List<InputProblem> found = new ArrayList<>();
    FirstProblems problems = new FirstProblems(name, found::add);
    Tally tally = new Tally();
    DivergenceLog log = new DivergenceLog(settings.maxDivergences());
    TraceReplay replay =
        new TraceReplay(name, settings, new TraceReplay.Sinks(problems, tally, log, observer));
    ReadStats stats = NOTHING_READ;
    try (TraceReader reader = opener.open()) {
      stats = reader.read(replay, found::add); // readers keep to the first problems themselves
    } catch (TraceInputException e) {
      found.add(e.problem());
    } catch (IOException e) {
      found.add(ReadFailure.problem(name, e));
    }
    replay.finish();
    problems.finish();
    return new TraceReport(
        name,
        replay.traced().map(traced -> new Revisions(traced, replay.replayed().orElseThrow())),
        replay.vms(),
        replay.vcpus(),
        stats,
        tally,
        new TreeMap<>(replay.takenOver()),
        new Divergences(log.kept(), log.count(), log.repeats(), log.repeatsOfKept()),
        replay.notes(),
        found);
  }
}
