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
  private static final Passes ALL =
      new Passes(
          ImmutableList.of(
              Wholesale.expectations(),
              new Window(),
              Owners.vms(),
              Owners.vcpus(),
              new Events(),
              Wholesale.numbers()),
          ImmutableList.of(
              new Tail(),
              Owners.vms(),
              Owners.vcpus(),
              new Events(),
              Wholesale.numbers(),
              new Words(),
              Arguments.ofAllParts(),
              new Registers()));

  private static final Passes EXPECTATIONS =
      new Passes(
          ImmutableList.of(Wholesale.expectations()),
          ImmutableList.of(new Words(), Arguments.ofExpectations()));

  private final Symptom symptom;
  private final Limits limits;
  private final Progress progress;
  private final Passes passes;

  /**
   * What is done.
   *
   * @param once in the order in which they bring most for least, on a large trace
   * @param rounds in the order of what counts, again and again
   */
  private record Passes(ImmutableList<Pass> once, ImmutableList<Pass> rounds) {}

  private Shrinker(Symptom symptom, Limits limits, Progress progress, Passes passes) {
    this.symptom = symptom;
    this.limits = limits;
    this.progress = progress;
    this.passes = passes;
  }

  /** Takes away whatever can go. */
  public Shrinker(Symptom symptom, Limits limits, Progress progress) {
    this(symptom, limits, progress, ALL);
  }

  /** Takes expectations away and nothing else. */
  static Shrinker ofExpectations(Symptom symptom, Limits limits, Progress progress) {
    return new Shrinker(symptom, limits, progress, EXPECTATIONS);
  }

  /**
   * Shrinks a trace. The same trace, symptom and number of tries always give the same result.
   *
   * @param events a trace with its {@code machine} event first; it may get further events, which
   *     are candidates
   */
  public Shrunk shrink(EventStore events) {
    Selection trace = Selection.all(events);
    Tries tries = new Tries(symptom, limits, progress);
    tries.begin("whole trace", trace.size());
    int shown = tries.shownAt(trace);
    if (shown == Symptom.NOT_SHOWN) {
      return new Shrunk(trace, Proof.NOT_SHOWN, tries.count());
    }
    trace = run(passes.once(), Tail.cut(trace, shown, tries), tries);
    Selection before;
    do {
      before = trace;
      trace = run(passes.rounds(), trace, tries);
    } while (trace != before && !tries.isStopped());
    Proof proof = tries.isStopped() ? Proof.INTERRUPTED : Proof.MINIMAL;
    return new Shrunk(trace, proof, tries.count());
  }

  private static Selection run(List<Pass> passes, Selection trace, Tries tries) {
    Selection smaller = trace;
    for (Pass pass : passes) {
      if (tries.isStopped()) {
        break;
      }
      tries.begin(pass.name(), smaller.size());
      smaller = pass.apply(smaller, tries);
    }
    return smaller;
  }
}
