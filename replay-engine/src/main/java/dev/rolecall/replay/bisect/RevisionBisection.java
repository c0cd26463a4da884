// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.diff.History;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Sweep;
import dev.rolecall.replay.diff.Sweep.Step;
import dev.rolecall.replay.diff.Verdict;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What each revision of a history does with a trace that the first one does not. */
public final class RevisionBisection {
  private final History history;
  private final List<Step> steps;

  private RevisionBisection(History history, List<Step> steps) {
    this.history = history;
    this.steps = steps;
  }

  /**
   * Feeds a trace to all revisions of a history, in one pass.
   *
   * @param problems takes what is wrong with the trace
   * @throws TraceInputException if it is none
   * @throws IOException if the system fails to read it
   */
  public static RevisionBisection of(TraceFile trace, History history, Consumer<String> problems)
      throws IOException, TraceInputException {
    return new RevisionBisection(
        history, Sweep.over(trace, history, problem -> problems.accept(problem.toString())));
  }

  /**
   * The first bad revision.
   *
   * @param first where it differs first from the good one
   */
  public record Culprit(MmuRevision revision, Divergence first) {}

  /**
   * What was found out of a difference.
   *
   * @param table a line for each revision
   */
  public record Result(Signature signature, Culprit culprit, List<String> table, BisectLog log) {}

  /** What each revision that changes something shows, oldest first. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /** The first difference between the ends of the history, in the order of the trace. */
  public Optional<Signature> firstDifference() {
    return differences().entrySet().stream()
        .min(Comparator.comparingLong(RevisionBisection::place))
        .map(Map.Entry::getKey);
  }

  private static long place(Map.Entry<Signature, Divergence> entry) {
    return entry.getValue().event().number();
  }

  /** What differs between the ends; nothing if no revision between them changes anything. */
  private SortedMap<Signature, Divergence> differences() {
    return steps.isEmpty() ? new TreeMap<>() : steps.get(steps.size() - 1).first();
  }

  /** The first bad revision of every difference between the ends, by revision and event. */
  public List<Result> all() {
    return differences().keySet().stream()
        .flatMap(signature -> find(signature).stream())
        .sorted(
            Comparator.<Result>comparingInt(r -> history.steps().indexOf(r.culprit().revision()))
                .thenComparingLong(r -> r.culprit().first().event().number()))
        .toList();
  }

  /** The first bad revision: from it on every one shows the signature. */
  public Optional<Result> find(Signature signature) {
    return Sweep.first(steps, signature).map(step -> result(signature, step));
  }

  private Result result(Signature signature, Step culprit) {
    Divergence divergence =
        culprit.first().entrySet().stream()
            .filter(entry -> signature.isShownBy(entry.getKey()))
            .min(Comparator.comparingLong(RevisionBisection::place))
            .map(Map.Entry::getValue)
            .orElseThrow();
    BisectLog log = log(signature);
    log.remark(
        "first bad revision: [%s] %s"
            .formatted(culprit.revision().id(), culprit.revision().summary()));
    return new Result(
        signature, new Culprit(culprit.revision(), divergence), table(signature), log);
  }

  private BisectLog log(Signature signature) {
    BisectLog log = new BisectLog();
    log.remark("rolecall bisect --signature " + signature);
    log.tell(history.from().id(), Verdict.GOOD, history.from().summary());
    steps.forEach(
        step ->
            log.tell(step.revision().id(), verdict(step, signature), step.revision().summary()));
    return log;
  }

  private List<String> table(Signature signature) {
    Columns table = new Columns();
    table.row("  " + history.from().id(), Verdict.GOOD.toString(), history.from().summary());
    for (Step step : steps) {
      table.row(
          "  " + step.revision().id(),
          verdict(step, signature).toString(),
          step.revision().summary());
    }
    return new ArrayList<>(table.lines());
  }

  private static Verdict verdict(Step step, Signature signature) {
    return step.shows(signature) ? Verdict.BAD : Verdict.GOOD;
  }
}
