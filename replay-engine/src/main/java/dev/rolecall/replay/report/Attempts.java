// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.report.TraceReport.Divergences;
import dev.rolecall.replay.report.TraceReport.Revisions;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The replays of one trace, of which the last one counts; takes the problems of its reader. */
final class Attempts implements ProblemSink {
  private final String name;
  private final ReplaySettings settings;
  private final StepObserver observer;
  private Attempt last;

  Attempts(String name, ReplaySettings settings, StepObserver observer) {
    this.name = name;
    this.settings = settings;
    this.observer = observer;
    this.last = new Attempt();
  }

  /** A replay that has taken nothing; the one before it is forgotten, with all it found. */
  TraceReplay next() {
    last = new Attempt();
    return last.replay;
  }

  @Override
  public void report(InputProblem problem) {
    last.found.add(problem);
  }

  /** Ends the last replay, and says what came of it. */
  TraceReport end(ReadStats stats) {
    return last.end(stats);
  }

  /** One replay, and where it tells what it finds. */
  private final class Attempt {
    private final List<InputProblem> found = new ArrayList<>();
    private final FirstProblems problems = new FirstProblems(name, found::add);
    private final Tally tally = new Tally();
    private final DivergenceLog log = new DivergenceLog(settings.maxDivergences());
    private final TraceReplay replay =
        new TraceReplay(name, settings, new TraceReplay.Sinks(problems, tally, log, observer));

    private TraceReport end(ReadStats stats) {
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
}
