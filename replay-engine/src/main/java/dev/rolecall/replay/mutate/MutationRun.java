// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.mutate.Baseline.Witness;
import dev.rolecall.replay.mutate.MutationReport.Finding;
import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Plants faults in the rules of revisions, and finds those that traces do not notice. */
public final class MutationRun {
  private final MutationRequest request;
  private final ModelMutants mutants;
  private final List<InputProblem> problems = new ArrayList<>();

  private MutationRun(MutationRequest request, ModelMutants mutants) {
    this.request = request;
    this.mutants = mutants;
  }

  /** Runs. Without a limit of time the same request has the same report, always. */
  public static MutationReport run(MutationRequest request)
      throws IOException, InterruptedException {
    return new MutationRun(request, ModelMutants.read()).run();
  }

  /** The names of the rules, and of the other parts of the model, that can have faults. */
  public static List<String> ruleNames() throws IOException {
    return ModelMutants.read().all().stream()
        .map(mutant -> Rules.name(mutant.place().className()))
        .distinct()
        .sorted()
        .toList();
  }

  private MutationReport run() throws InterruptedException {
    BooleanSupplier isOver = deadline();
    String revision = request.revision().map(MmuRevision::id).orElse("");
    List<MutationTrace> traces = read();
    Baseline baseline = Baseline.of(traces, mutants, revision);
    problems.addAll(baseline.problems());
    List<MmuRevision> revisions = revisions(baseline);
    Rules rules = new Rules(revisions);
    List<Mutant> candidates = candidates(rules, baseline);
    Hunt hunt = new Hunt(mutants, revision, baseline);
    List<Finding> findings =
        new Workers(isOver)
            .each(sample(candidates), hunt::newModel, hunt::hunt).stream()
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(verdict -> verdict.mutant().number()))
                .map(verdict -> finding(rules, verdict))
                .toList();
    return new MutationReport(
        revisions.stream().map(MmuRevision::id).toList(),
        baseline.witnesses().stream().map(w -> w.trace().name()).toList(),
        baseline.leftOut(),
        problems,
        candidates.size(),
        findings);
  }

  private BooleanSupplier deadline() {
    long start = System.nanoTime();
    return () ->
        request
            .sample()
            .time()
            .map(time -> System.nanoTime() - start > time.toNanos())
            .orElse(false);
  }

  private List<MutationTrace> read() {
    List<MutationTrace> traces = new ArrayList<>();
    for (TraceFile file : request.traces()) {
      traces.addAll(MutationTrace.read(file, problems::add));
    }
    return traces;
  }

  /** The revisions that the model is at: the one asked for, or those of the traces. */
  private List<MmuRevision> revisions(Baseline baseline) {
    if (request.revision().isPresent()) {
      return List.of(request.revision().get());
    }
    List<String> ids = baseline.witnesses().stream().map(Witness::revision).distinct().toList();
    return MmuHistory.revisions().stream().filter(r -> ids.contains(r.id())).toList();
  }

  private List<Mutant> candidates(Rules rules, Baseline baseline) {
    return mutants.all().stream()
        .filter(m -> isAskedFor(m) && !isOutside(m, rules, baseline))
        .toList();
  }

  private boolean isAskedFor(Mutant mutant) {
    return request.rules().isEmpty()
        || request.rules().contains(Rules.name(mutant.place().className()));
  }

  /** Whether a mutant is in code of other revisions, which these do not run on other ways. */
  private static boolean isOutside(Mutant mutant, Rules rules, Baseline baseline) {
    return (rules.isOfOthers(mutant.place().className()) || rules.isReplaced(mutant.place()))
        && baseline.reaching(mutant.point()).isEmpty();
  }

  private List<Mutant> sample(List<Mutant> candidates) {
    MutationRequest.Sample sample = request.sample();
    if (!sample.isPart()) {
      return candidates;
    }
    List<Mutant> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(sample.seed()));
    return shuffled.subList(0, Math.min(shuffled.size(), sample.limit().orElse(shuffled.size())));
  }

  private static Finding finding(Rules rules, Verdict verdict) {
    String className = verdict.mutant().place().className();
    return new Finding(
        Rules.name(className),
        rules.labels(className),
        Rules.methodName(verdict.mutant().place()),
        verdict);
  }
}
