// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import java.util.Arrays;

/**
 * Which points are reached, by their numbers.
 *
 * @param replaying those that a replay reaches
 * @param starting those that the initialisation of classes reaches, which replays build upon
 */
record Reach(boolean[] replaying, boolean[] starting) {
  /** No one asks. */
  static final Reach UNASKED = new Reach(new boolean[0], new boolean[0]);

  /** Of so many points none. */
  static Reach ofNone(int points) {
    return new Reach(new boolean[points], new boolean[points]);
  }

  /** What replays reached since the last call. */
  boolean[] take() {
    boolean[] taken = replaying.clone();
    Arrays.fill(replaying, false);
    return taken;
  }
}
