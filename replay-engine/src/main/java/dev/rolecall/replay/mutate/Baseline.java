// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.mutate.IsolatedModel.Answer;
import dev.rolecall.replay.mutate.MutationReport.LeftOut;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The traces without any fault: which of them conform, and where each comes through. */
final class Baseline {
  private final List<Witness> witnesses = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<InputProblem> problems = new ArrayList<>();
  private final BitSet reachedByStart = new BitSet();

  /**
   * A trace that can notice a fault.
   *
   * @param trace the trace
   * @param revision the revision that the model is at
   * @param reached the points that its replay reaches
   * @param steps how many steps that takes
   */
  record Witness(MutationTrace trace, String revision, BitSet reached, long steps) {}

  private record Replayed(MutationTrace trace, Answer answer, BitSet reached) {}

  private record Probe(IsolatedModel model, Reach reach) {}

  private Baseline() {}

  /** Replays the traces at a revision, or each at its own. */
  static Baseline of(List<MutationTrace> traces, ModelMutants mutants, String revision)
      throws InterruptedException {
    Baseline baseline = new Baseline();
    ProgramCode code = mutants.probed();
    List<Probe> probes = new ArrayList<>();
    List<Optional<Replayed>> all =
        new Workers(() -> false)
            .each(
                traces,
                () -> {
                  Reach reach = Reach.ofNothing();
                  Probe probe = new Probe(new IsolatedModel(code, revision, reach), reach);
                  synchronized (probes) {
                    probes.add(probe);
                  }
                  return probe;
                },
                Baseline::replay);
    all.forEach(replayed -> baseline.take(replayed.orElseThrow()));
    probes.forEach(probe -> baseline.reachedByStart.or(probe.reach().starting()));
    baseline.witnesses.sort(Comparator.comparing(Witness::steps));
    return baseline;
  }

  private static Replayed replay(Probe probe, MutationTrace trace) {
    Answer answer = probe.model().replay(trace, IsolatedModel.HEALTHY, Long.MAX_VALUE);
    return new Replayed(trace, answer, probe.reach().take());
  }

  private void take(Replayed replayed) {
    Answer answer = replayed.answer();
    String name = replayed.trace().name();
    switch (answer.effect()) {
      case CONFORMS ->
          witnesses.add(
              new Witness(replayed.trace(), answer.detail(), replayed.reached(), answer.steps()));
      case REFUSED -> problems.add(new InputProblem(name, new Place.None(), answer.detail()));
      case UNCHECKED -> leftOut.add(new LeftOut(name, "nothing can be checked"));
      case DIVERGES -> leftOut.add(new LeftOut(name, "diverges: " + answer.detail()));
      case CRASHES, HANGS -> throw new IllegalStateException(name + ": " + answer);
    }
  }

  /** The traces that conform, the quickest first. */
  List<Witness> witnesses() {
    return witnesses;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }

  List<InputProblem> problems() {
    return problems;
  }

  /** The traces that come to a point; all of them, if what it makes is made once for all. */
  List<Witness> reaching(int point) {
    return isOfStart(point)
        ? witnesses
        : witnesses.stream().filter(w -> w.reached().get(point)).toList();
  }

  /** Whether a point is reached when classes are initialised. */
  boolean isOfStart(int point) {
    return reachedByStart.get(point);
  }
}
