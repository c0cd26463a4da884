// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import java.util.BitSet;

/**
 * Which points are reached, by their numbers.
 *
 * @param replaying those that a replay reaches
 * @param starting those that the initialisation of classes reaches, which replays build upon
 */
record Reach(BitSet replaying, BitSet starting) {
  /** None so far. */
  static Reach ofNothing() {
    return new Reach(new BitSet(), new BitSet());
  }

  /** What replays reached since the last call. */
  BitSet take() {
    BitSet taken = (BitSet) replaying.clone();
    replaying.clear();
    return taken;
  }
}
