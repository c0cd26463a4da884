// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.rule.RuleVariant;
import dev.rolecall.replay.bisect.RevisionBisection.Result;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.diff.History;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Sweep.Step;
import dev.rolecall.replay.format.TraceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A rule done in another kernel's way from some revision on, at random places of the history: its
 * revision is named every time.
 */
final class PlantedHistoryTest {
  private static final int FAULTS = 200;
  private static final int MOST_DRAWS = 20_000;
  private static final List<Path> TRACES = Corpus.traces("spec");

  private final long seed = Long.getLong("rolecall.seed", 20_220_414);
  private final Random random = new Random(seed);

  @Test
  void theRevisionOfEveryPlantedFaultIsNamed() throws Exception {
    int found = 0;
    int draws = 0;
    for (; found < FAULTS && draws < MOST_DRAWS; draws++) {
      found += check() ? 1 : 0;
    }
    assertEquals(FAULTS, found, "faults that show, of " + draws + " drawn with seed " + seed);
  }

  /** Draws a fault; whether it shows on the trace, in a way that the history itself does not. */
  private boolean check() throws Exception {
    Path trace = TRACES.get(random.nextInt(TRACES.size()));
    History history = history();
    int place = 1 + random.nextInt(history.steps().size() - 1);
    Optional<History> planted = plant(history, place);
    if (planted.isEmpty()) {
      return false;
    }
    RevisionBisection bisection;
    try {
      bisection = bisect(trace, planted.get());
    } catch (IllegalArgumentException e) {
      return false; // rules of kernels far apart do not fit together: no kernel could be so
    }
    Optional<Signature> signature =
        signatureOfFault(bisection, bisect(trace, history), history.steps().get(place));
    if (signature.isEmpty()) {
      return false;
    }
    Result result = bisection.find(signature.get()).orElseThrow();
    assertEquals(
        history.steps().get(place).id(),
        result.culprit().revision().id(),
        () -> "%s on %s, seed %d".formatted(signature.get(), trace, seed));
    return true;
  }

  /** The way from a random revision to a random later one. */
  private History history() {
    List<MmuRevision> all = MmuHistory.revisions();
    while (true) {
      MmuRevision from = all.get(random.nextInt(all.size()));
      MmuRevision to = all.get(random.nextInt(all.size()));
      Optional<History> way = History.between(from, to);
      if (way.isPresent() && way.get().steps().size() > 2) {
        return way.get();
      }
    }
  }

  private Optional<History> plant(History history, int place) {
    List<RuleVariant> rules = history.steps().get(place).spec().variants();
    RuleVariant rule = rules.get(random.nextInt(rules.size()));
    if (!(rule instanceof Enum<?> constant)) {
      return Optional.empty(); // a layout says how words look, not what KVM does
    }
    Object[] ways = constant.getDeclaringClass().getEnumConstants();
    RuleVariant fault = (RuleVariant) ways[random.nextInt(ways.length)];
    if (fault.equals(rule)) {
      return Optional.empty();
    }
    List<MmuRevision> steps = new ArrayList<>(history.steps().subList(0, place));
    for (MmuRevision revision : history.steps().subList(place, history.steps().size())) {
      steps.add(faulty(revision, revision.spec().with(fault)));
    }
    return Optional.of(new History(ImmutableList.copyOf(steps)));
  }

  private static MmuRevision faulty(MmuRevision revision, MmuSpec spec) {
    return new MmuRevision(
        revision.id(),
        revision.parent(),
        revision.commit(),
        revision.summary(),
        revision.effect(),
        spec);
  }

  /** A signature that the faulty revision and the last one show, and none of the true history. */
  private static Optional<Signature> signatureOfFault(
      RevisionBisection planted, RevisionBisection honest, MmuRevision faulty) {
    Set<Signature> known = new TreeSet<>();
    honest.steps().forEach(step -> known.addAll(step.first().keySet()));
    List<Step> steps = planted.steps();
    Optional<Step> first =
        steps.stream().filter(s -> s.revision().id().equals(faulty.id())).findFirst();
    if (first.isEmpty()) {
      return Optional.empty(); // the fault undoes what the patch did
    }
    return steps.get(steps.size() - 1).first().keySet().stream()
        .filter(signature -> known.stream().noneMatch(signature::isShownBy))
        .filter(signature -> first.get().shows(signature))
        .findFirst();
  }

  private static RevisionBisection bisect(Path trace, History history) throws Exception {
    List<String> problems = new ArrayList<>();
    RevisionBisection bisection = RevisionBisection.of(TraceFile.of(trace), history, problems::add);
    assertTrue(problems.isEmpty(), () -> problems.toString());
    return bisection;
  }
}
