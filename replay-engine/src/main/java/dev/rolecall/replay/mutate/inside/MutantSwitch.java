// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

import java.util.BitSet;

/**
 * Says which mutant is active. The changed classes ask it at every place where a mutant is planted,
 * and tell it where they come through. There is one for each loader, for one thread.
 */
public final class MutantSwitch {
  /** No mutant is active. */
  public static final int NONE = -1;

  /** The number of the active mutant, which planted code reads. */
  @SuppressWarnings("NonFinalStaticField") // a field is what planted code can read in a moment
  public static int active = NONE;

  private static final MutantSwitch STATE = new MutantSwitch();

  private BitSet reached = new BitSet();
  private BitSet reachedByStart = new BitSet();
  private boolean sparesStart = true;
  private long steps;
  private int starting;
  private int held = NONE;

  private MutantSwitch() {}

  /**
   * Where to note which points are reached.
   *
   * @param replaying those that a replay reaches
   * @param starting those that are reached while a class is initialised, which is once
   */
  static void note(BitSet replaying, BitSet starting) {
    STATE.reached = replaying;
    STATE.reachedByStart = starting;
  }

  /** Has mutants act while classes are initialised, too, for the rest of the loader's life. */
  static void actAtStart() {
    STATE.sparesStart = false;
  }

  /** Activates a mutant, or none, with so many steps to go. */
  static void activate(int mutant, long allowed) {
    active = mutant;
    STATE.steps = allowed;
  }

  /** Deactivates the mutant; gives the number of steps left. */
  static long deactivate() {
    active = NONE;
    return STATE.steps;
  }

  /** Instrumented code comes to a point. */
  public static void reach(int point) {
    (STATE.starting > 0 ? STATE.reachedByStart : STATE.reached).set(point);
  }

  /** Instrumented code enters a method or a loop once more. */
  public static void step() {
    boolean isPartOfReplay = STATE.starting == 0 || !STATE.sparesStart;
    if (isPartOfReplay && --STATE.steps < 0) {
      throw new OutOfSteps();
    }
  }

  /** The initialisation of a class begins: what it makes is kept, and so made without a mutant. */
  public static void enterStart() {
    if (STATE.starting++ == 0 && STATE.sparesStart) {
      STATE.held = active;
      active = NONE;
    }
  }

  /** The initialisation of a class ends. */
  public static void leaveStart() {
    if (--STATE.starting == 0 && STATE.sparesStart) {
      active = STATE.held;
    }
  }
}
