// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.SignatureSearch;
import dev.rolecall.replay.diff.SignatureSearch.Answer;
import dev.rolecall.replay.diff.Verdict;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.subject.SubjectFactory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the first of many subjects, oldest first, that shows a divergence from the model. A subject
 * that fails, or that differs in another way, is skipped.
 */
public final class SubjectBisection {
  private final List<SubjectFactory> candidates;
  private final MmuRevision base;
  private final List<TraceFile> traces;
  private final BisectLog log;

  /**
   * A bisection.
   *
   * @param candidates the subjects, the first good and the last bad
   * @param base the revision whose model they are held to
   * @param traces what they are fed
   * @param log what is known of them, and takes what is found out
   */
  public SubjectBisection(
      List<SubjectFactory> candidates, MmuRevision base, List<TraceFile> traces, BisectLog log) {
    this.candidates = List.copyOf(candidates);
    this.base = base;
    this.traces = List.copyOf(traces);
    this.log = log;
  }

  /**
   * What came of it.
   *
   * @param suspects the subjects of which one is the first bad one; one alone unless some were
   *     skipped
   * @param asked how many were run
   */
  public record Result(List<String> suspects, int asked) {}

  /** The two ends are not what they must be. */
  public static final class UnfitEndsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    UnfitEndsException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** Which of the ends is not what it must be. */
    public String reason() {
      return reason;
    }
  }

  /**
   * The first divergence by which the last subject differs from the model.
   *
   * @throws IOException if the system fails to read a trace
   */
  public Optional<Signature> firstDivergence() throws IOException {
    Question question = new Question.Compared(candidates.get(candidates.size() - 1), base);
    for (TraceFile trace : traces) {
      Optional<Signature> first = SignatureSearch.firstOf(question, trace);
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  /**
   * Finds the first bad subject.
   *
   * @param progress takes a line for people before each subject is run
   * @throws UnfitEndsException if the first subject is not good, or the last not bad
   * @throws IOException if the system fails to read a trace
   */
  public Result find(Signature wanted, Consumer<String> progress)
      throws IOException, UnfitEndsException {
    int last = candidates.size() - 1;
    requireEnd(last, Verdict.BAD, wanted);
    requireEnd(0, Verdict.GOOD, wanted);
    Bisection bisection = new Bisection(candidates.size());
    int asked = 2;
    for (Optional<Integer> next = bisection.next(); next.isPresent(); next = bisection.next()) {
      String name = candidates.get(next.get()).name();
      progress.accept(
          "Bisecting: %d left to test after this: %s".formatted(bisection.left() - 1, name));
      bisection.tell(next.get(), verdict(next.get(), wanted));
      asked++;
    }
    List<String> suspects =
        bisection.suspects().stream().map(i -> candidates.get(i).name()).toList();
    log.remark("first bad subject: " + String.join(" or ", suspects));
    return new Result(suspects, asked);
  }

  private void requireEnd(int candidate, Verdict expected, Signature wanted)
      throws IOException, UnfitEndsException {
    Verdict found = verdict(candidate, wanted);
    if (found != expected) {
      throw new UnfitEndsException(
          "%s is to be %s, but is %s in %s"
              .formatted(candidates.get(candidate).name(), expected, found, wanted));
    }
  }

  private Verdict verdict(int candidate, Signature wanted) throws IOException {
    String name = candidates.get(candidate).name();
    Optional<Verdict> known = log.verdict(name);
    if (known.isPresent()) {
      return known.get();
    }
    Answer answer =
        new SignatureSearch(new Question.Compared(candidates.get(candidate), base), wanted)
            .search(traces);
    log.tell(name, answer.verdict(), answer.reason());
    return answer.verdict();
  }
}
