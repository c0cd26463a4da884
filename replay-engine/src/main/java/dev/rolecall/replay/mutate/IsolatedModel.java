// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.mutate.inside.Effect;
import dev.rolecall.replay.mutate.inside.InsideReplay;
import dev.rolecall.replay.mutate.inside.MutantSwitch;
import java.lang.reflect.Constructor;
import java.util.BitSet;
import java.util.function.BiFunction;

/** A model and an engine of their own, with mutants, which replay traces. For one thread. */
final class IsolatedModel {
  /** The number of the mutant that is none. */
  static final int HEALTHY = MutantSwitch.NONE;

  private final long[] steps = new long[1];
  private final Object inside;

  /**
   * Loads a program.
   *
   * @param code the program
   * @param revision the id of the revision to replay at; empty for each trace's own
   * @param reach where to note what is reached
   */
  IsolatedModel(ProgramCode code, String revision, Reach reach) {
    try {
      Class<?> type = new IsolatedLoader(code).loadClass(InsideReplay.class.getName());
      Constructor<?> constructor =
          type.getConstructor(String.class, long[].class, BitSet.class, BitSet.class);
      inside = constructor.newInstance(revision, steps, reach.replaying(), reach.starting());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has mutants act while classes are initialised; to be called before the first replay. */
  IsolatedModel actingAtStart() {
    try {
      inside.getClass().getMethod("actAtStart").invoke(inside);
      return this;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a replay came to.
   *
   * @param effect the outcome, or what stopped it
   * @param detail what is said of it; perhaps empty
   * @param steps how many steps it took
   */
  record Answer(Effect effect, String detail, long steps) {}

  /** Replays a trace with a mutant that acts, in so many steps at most. */
  @SuppressWarnings("unchecked") // what the class implements, in another loader
  Answer replay(MutationTrace trace, int mutant, long allowed) {
    steps[0] = allowed;
    String answer = ((BiFunction<Object, Integer, String>) inside).apply(trace.source(), mutant);
    int end = answer.indexOf('\n');
    return new Answer(
        Effect.valueOf(answer.substring(0, end)), answer.substring(end + 1), allowed - steps[0]);
  }
}
