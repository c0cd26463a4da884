// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for one divergence in traces, and answers in the words of git. */
public final class SignatureSearch {
  private final Question question;
  private final Signature wanted;
  private final List<String> faults = new ArrayList<>();
  private boolean found;
  private boolean others;
  private long checked;

  /** Asks for one divergence. */
  public SignatureSearch(Question question, Signature wanted) {
    this.question = question;
    this.wanted = wanted;
  }

  /**
   * What came of it.
   *
   * @param verdict bad if the divergence shows, good if nothing diverges at all, else skip
   * @param reason why, in a few words
   * @param faults what is wrong with traces or subjects, a line each
   */
  public record Answer(Verdict verdict, String reason, List<String> faults) {}

  /**
   * Looks through traces.
   *
   * @throws IOException if the system fails to read one
   */
  public Answer search(List<TraceFile> traces) throws IOException {
    for (TraceFile trace : traces) {
      Hunt hunt = new Hunt(wanted);
      run(trace, hunt);
      found |= hunt.found();
      others |= hunt.others();
    }
    if (found) {
      return new Answer(Verdict.BAD, "it shows", faults);
    }
    if (!faults.isEmpty()) {
      return new Answer(Verdict.SKIP, faults.get(0), faults);
    }
    if (others) {
      return new Answer(Verdict.SKIP, "something else diverges", faults);
    }
    return checked == 0
        ? new Answer(Verdict.SKIP, "nothing was checked", faults)
        : new Answer(Verdict.GOOD, "nothing diverges", faults);
  }

  private void run(TraceFile trace, Hunt hunt) throws IOException {
    Tally tally = new Tally();
    try {
      run(question, trace, sinks(problem -> faults.add(problem.toString()), tally, hunt))
          .ifPresent(
              f -> faults.add("%s: event %d: %s".formatted(trace.name(), f.event(), f.message())));
    } catch (SubjectException e) {
      faults.add(e.reason());
    } catch (TraceInputException e) {
      faults.add(e.problem().toString());
    }
    checked += tally.checked();
  }

  /**
   * The first divergence of a trace, if there is one.
   *
   * @throws IOException if the system fails to read it
   */
  public static Optional<Signature> firstOf(Question question, TraceFile trace) throws IOException {
    First first = new First();
    try {
      run(question, trace, sinks(problem -> {}, new Tally(), first));
    } catch (SubjectException | TraceInputException e) {
      return first.found; // the search for it will say what is wrong
    }
    return first.found;
  }

  private static TraceReplay.Sinks sinks(
      ProblemSink problems, Tally tally, VcpuCheck.DivergenceSink divergences) {
    return new TraceReplay.Sinks(problems, tally, divergences, StepObserver.NONE);
  }

  /** Puts a trace to a question, to its end; how the subject failed, if it did. */
  private static Optional<Failure> run(Question question, TraceFile trace, TraceReplay.Sinks sinks)
      throws IOException, SubjectException, TraceInputException {
    try (Trial trial = question.begin(trace.name(), sinks);
        TraceReader reader = TraceFormats.open(trace)) {
      reader.read(trial.handler(), sinks.problems());
      trial.finish();
      return trial.failure();
    }
  }

  /** Keeps the first divergence. */
  private static final class First implements VcpuCheck.DivergenceSink {
    private Optional<Signature> found = Optional.empty();

    @Override
    public void diverged(Divergence divergence) {
      if (found.isEmpty()) {
        found = Optional.of(Signature.of(divergence));
      }
    }

    @Override
    public void repeated(Difference difference) {
      // It is not the first.
    }
  }
}
