// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import com.google.common.collect.ImmutableList;
import dev.rolecall.replay.shrink.Shrunk.Proof;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.Selection;
import java.util.List;

/**
 * Makes a trace smaller as long as it shows a symptom. Fewer VMs and vCPUs count before fewer
 * events, and these before simpler arguments. When a round of all passes takes nothing away, each
 * single thing that is left has been tried in vain: the trace is 1-minimal.
 */
public final class Shrinker {
  /** In the order in which they bring most for least, on a large trace. */
  private static final ImmutableList<Pass> COARSE =
      ImmutableList.of(
          Wholesale.expectations(),
          new Window(),
          Owners.vms(),
          Owners.vcpus(),
          new Events(),
          Wholesale.numbers());

  private final Symptom symptom;
  private final Limits limits;
  private final Progress progress;

  public Shrinker(Symptom symptom, Limits limits, Progress progress) {
    this.symptom = symptom;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Shrinks a trace. The same trace, symptom and number of tries always give the same result.
   *
   * @param events a trace with its {@code machine} event first; it may get further events, which
   *     are candidates
   */
  public Shrunk shrink(EventStore events) {
    Selection trace = Selection.all(events);
    Trial trial = new Trial(symptom, limits, progress);
    trial.begin("whole trace", trace.size());
    int shown = trial.shownAt(trace);
    if (shown == Symptom.NOT_SHOWN) {
      return new Shrunk(trace, Proof.NOT_SHOWN, trial.tries());
    }
    trace = run(COARSE, Tail.cut(trace, shown, trial), trial);
    Selection before;
    do {
      before = trace;
      trace = run(fine(), trace, trial);
    } while (trace != before && !trial.isStopped());
    Proof proof = trial.isStopped() ? Proof.INTERRUPTED : Proof.MINIMAL;
    return new Shrunk(trace, proof, trial.tries());
  }

  private static List<Pass> fine() {
    return List.of(
        new Tail(),
        Owners.vms(),
        Owners.vcpus(),
        new Events(),
        Wholesale.numbers(),
        new Words(),
        new Arguments(),
        new Registers());
  }

  private static Selection run(List<Pass> passes, Selection trace, Trial trial) {
    Selection smaller = trace;
    for (Pass pass : passes) {
      trial.begin(pass.name(), smaller.size());
      smaller = pass.apply(smaller, trial);
    }
    return smaller;
  }
}
