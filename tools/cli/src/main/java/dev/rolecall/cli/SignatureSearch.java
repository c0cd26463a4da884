// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.diff.Hunt;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Trial;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Looks for one divergence in traces, and answers as {@code git bisect run} expects. */
final class SignatureSearch {
  private static final int GOOD = 0;
  private static final int BAD = 1;
  private static final int SKIP = 125;

  private final Question question;
  private final Signature wanted;
  private boolean found;
  private boolean other;
  private long checked;

  SignatureSearch(Question question, Signature wanted) {
    this.question = question;
    this.wanted = wanted;
  }

  /** The exit code: 0 if nothing diverges, 1 if the divergence shows, 125 for anything else. */
  int search(List<Path> traces, PrintWriter err) throws IOException {
    for (Path trace : traces) {
      search(trace, err);
    }
    String answer = found ? "bad: it shows" : other ? "skip: something else is wrong" : "good";
    boolean nothing = !found && !other && checked == 0;
    err.println("bisect: " + wanted + ": " + (nothing ? "skip: nothing was checked" : answer));
    if (found) {
      return BAD;
    }
    return other || nothing ? SKIP : GOOD;
  }

  private void search(Path trace, PrintWriter err) throws IOException {
    Hunt hunt = new Hunt(wanted);
    Tally tally = new Tally();
    TraceReplay.Sinks sinks =
        new TraceReplay.Sinks(
            problem -> {
              other = true;
              err.println(problem);
            },
            tally,
            hunt,
            StepObserver.NONE);
    try (Trial trial = question.begin(trace.toString(), sinks);
        TraceReader reader = TraceFormats.open(trace)) {
      reader.read(trial.handler(), sinks.problems());
      trial.finish();
      trial.failure().ifPresent(failure -> fail(trace + ": " + failure.message(), err));
    } catch (SubjectException e) {
      fail(e.reason(), err);
    } catch (TraceInputException e) {
      fail(e.problem().toString(), err);
    }
    found |= hunt.found().isPresent();
    other |= hunt.others();
    checked += tally.checked();
  }

  private void fail(String message, PrintWriter err) {
    other = true;
    err.println(message);
  }
}
