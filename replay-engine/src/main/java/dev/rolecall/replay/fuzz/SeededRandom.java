// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

/**
 * Numbers that look random and follow from a seed, the same on every Java: SplitMix64 (Steele, Lea
 * and Flood, "Fast splittable pseudorandom number generators", 2014).
 */
final class SeededRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /** Starts the sequence of a seed. */
  void seed(long seed) {
    state = seed;
  }

  /** The seed of trace {@code number} of a run, so that neighbours have nothing in common. */
  static long seedOf(long runSeed, long number) {
    return mix(mix(runSeed + GOLDEN_GAMMA) + number * GOLDEN_GAMMA);
  }

  /** 64 bits. */
  long bits() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** A number from 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) (((bits() >>> Integer.SIZE) * bound) >>> Integer.SIZE);
  }

  /** True in so many of 100 cases. */
  boolean percent(int chance) {
    return below(100) < chance;
  }

  /** 0 or 1, each as often. */
  int bit() {
    return (int) (bits() >>> (Long.SIZE - 1));
  }

  /** One of the values. */
  long pick(long... values) {
    return values[below(values.length)];
  }

  /** One of the values. */
  <T> T pick(T[] values) {
    return values[below(values.length)];
  }

  /** One of the bits that are set in a mask, which has one. */
  long bitOf(long mask) {
    long left = mask;
    for (int skip = below(Long.bitCount(mask)); skip > 0; skip--) {
      left &= left - 1;
    }
    return Long.lowestOneBit(left);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
