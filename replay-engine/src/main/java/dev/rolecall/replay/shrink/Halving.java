// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import java.util.function.BooleanSupplier;

/**
 * Takes away from a list of things whatever can go: first all of it, then chunks of half the size
 * and half of that, from the end backwards, at last one by one until none of those left can go.
 */
final class Halving {
  private final Test test;
  private final BooleanSupplier stopped;

  /** Whether those that are kept are enough. */
  @FunctionalInterface
  interface Test {
    boolean suffice(int[] kept);
  }

  /**
   * A search.
   *
   * @param stopped whether to give up: what is left then is enough, but perhaps not the least
   */
  Halving(Test test, BooleanSupplier stopped) {
    this.test = test;
    this.stopped = stopped;
  }

  /** The things that have to stay, of some that are enough. */
  int[] reduce(int[] things) {
    int[] kept = things;
    int chunk = kept.length;
    while (chunk > 0 && !stopped.getAsBoolean()) {
      int before = kept.length;
      kept = round(kept, chunk);
      boolean again = chunk > 1 || kept.length < before;
      chunk = again ? Math.min(Math.max(1, chunk / 2), (kept.length + 1) / 2) : 0;
    }
    return kept;
  }

  private int[] round(int[] things, int chunk) {
    int[] kept = things;
    for (int end = kept.length; end > 0 && !stopped.getAsBoolean(); ) {
      int start = Math.max(0, end - chunk);
      int[] candidate = without(kept, start, end);
      if (test.suffice(candidate)) {
        kept = candidate;
      }
      end = start;
    }
    return kept;
  }

  private static int[] without(int[] things, int start, int end) {
    int[] rest = new int[things.length - (end - start)];
    System.arraycopy(things, 0, rest, 0, start);
    System.arraycopy(things, end, rest, start, things.length - end);
    return rest;
  }
}
