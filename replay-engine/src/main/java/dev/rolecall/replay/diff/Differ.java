// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.report.ReadFailure;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Puts whole traces to a question and says what differs, by cause. Threads may share one. */
public final class Differ {
  private static final ReadStats NOTHING_READ =
      new ReadStats(0, 0, 0, 0, Collections.emptySortedMap());

  private final Question question;

  /** Asks that question. */
  public Differ(Question question) {
    this.question = question;
  }

  /** Compares the two sides on one trace; what is wrong with it is part of the report. */
  public DiffReport diff(TraceFile trace, StepObserver observer) {
    String file = trace.name();
    List<InputProblem> found = new ArrayList<>();
    FirstProblems problems = new FirstProblems(file, found::add);
    Causes causes = new Causes(trace);
    Tally tally = new Tally();
    ReadStats stats = NOTHING_READ;
    Optional<Failure> failure = Optional.empty();
    TraceReplay.Sinks sinks = new TraceReplay.Sinks(problems, tally, causes, observer);
    try (Trial trial = question.begin(file, sinks);
        TraceReader reader = TraceFormats.open(trace)) {
      stats = reader.read(new Settling(trial.handler(), causes), found::add);
      trial.finish();
      failure = trial.failure();
    } catch (SubjectException e) {
      failure = Optional.of(new Failure(0, e.reason()));
    } catch (TraceInputException e) {
      found.add(e.problem());
    } catch (IOException e) {
      found.add(ReadFailure.problem(file, e));
    }
    problems.finish();
    return new DiffReport(file, causes.finish(), stats, tally, failure, found);
  }
}
