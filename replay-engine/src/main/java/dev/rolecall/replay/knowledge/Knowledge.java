// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is known of one set of registers: the worlds that nothing contradicts, and the steps that
 * led there, as far as a report may need them.
 *
 * @param <W> what stands for a step in reports
 */
public final class Knowledge<W> {
  /** Steps that are kept; older ones are one step of which only the result is known. */
  private static final int MOST_STEPS = 64;

  private final Worlds possible = Worlds.all();
  private final Worlds base = Worlds.all();
  private final List<Step<W>> steps = new ArrayList<>();

  /** What an observation came to. */
  public enum Effect {
    /** Every possible world explains it. */
    EXPECTED,
    /** Some possible worlds explain it; the others are possible no more. */
    NARROWED,
    /** None does. */
    CONTRADICTED
  }

  /** The worlds that are possible; not to be changed. */
  public Worlds possible() {
    return possible;
  }

  /** Forgets everything. */
  public void forget() {
    possible.setAll();
    base.setAll();
    steps.clear();
  }

  /** Takes over what is known of other registers. */
  public void copyFrom(Knowledge<W> other) {
    possible.set(other.possible);
    base.set(other.base);
    steps.clear();
    steps.addAll(other.steps);
  }

  /**
   * Takes an observation that only some worlds explain. If none of them is possible nothing
   * changes, and {@link #contradiction} tells why.
   */
  public Effect observe(Worlds explaining, Supplier<W> witness) {
    Worlds before = possible.copy();
    if (!possible.retain(explaining)) {
      return Effect.EXPECTED;
    }
    if (possible.isEmpty()) {
      possible.set(before);
      return Effect.CONTRADICTED;
    }
    note(new Step.Narrow<>(explaining.copy(), witness.get()));
    return Effect.NARROWED;
  }

  /**
   * The bits under a mask get a value. Where no possible world allows that, nothing else is known.
   */
  public void assign(int mask, int value, W witness) {
    Step<W> step = new Step.Assign<>(mask, value, witness);
    step.apply(possible);
    if (possible.isEmpty()) {
      forget();
      step.apply(possible);
    }
    note(step);
  }

  /** The bits under a mask may have changed without a trace. */
  public void free(int mask) {
    Step<W> step = new Step.Free<>(mask);
    step.apply(possible);
    if (possible.isAll()) {
      forget();
    } else {
      note(step);
    }
  }

  /**
   * The steps that leave no world for an observation: without any one of them there would be some.
   * Empty if the observation is impossible in itself, or only together with what the steps that are
   * no longer kept came to.
   */
  public List<W> contradiction(Worlds explaining) {
    List<Step<W>> needed = new ArrayList<>(steps);
    for (int i = 0; i < steps.size(); i++) {
      needed.set(i, steps.get(i).without());
      if (!isContradicted(needed, explaining)) {
        needed.set(i, steps.get(i));
      }
    }
    List<W> witnesses = new ArrayList<>();
    needed.forEach(step -> step.witness().ifPresent(witnesses::add));
    return witnesses;
  }

  /** After a contradiction: goes on from the observation alone, if it is possible at all. */
  public void startFrom(Worlds explaining, Supplier<W> witness) {
    forget();
    if (!explaining.isEmpty()) {
      observe(explaining, witness);
    }
  }

  private boolean isContradicted(List<Step<W>> some, Worlds explaining) {
    Worlds worlds = base.copy();
    some.forEach(step -> step.apply(worlds));
    worlds.retain(explaining);
    return worlds.isEmpty();
  }

  private void note(Step<W> step) {
    if (steps.size() == MOST_STEPS) {
      steps.remove(0).apply(base);
    }
    steps.add(step);
  }
}
