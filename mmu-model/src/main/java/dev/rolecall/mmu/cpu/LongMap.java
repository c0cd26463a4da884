// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/**
 * A map of numbers to numbers, open addressed; what was never put is 0. A key and its value lie
 * side by side, so that a look-up touches one line of the cache.
 */
final class LongMap {
  private static final int INITIAL = 16;

  /** Pairs of key plus one, so that 0 marks a free pair, and value. */
  private long[] pairs = new long[2 * INITIAL];

  /** The key -1 has no place in the pairs. */
  private long valueOfMinusOne;

  private int size;

  long get(long key) {
    long mark = key + 1;
    if (mark == 0) {
      return valueOfMinusOne;
    }
    int slot = slot(pairs, mark);
    return pairs[slot] == mark ? pairs[slot + 1] : 0;
  }

  void put(long key, long value) {
    long mark = key + 1;
    if (mark == 0) {
      valueOfMinusOne = value;
      return;
    }
    int slot = slot(pairs, mark);
    if (pairs[slot] == 0) {
      if (++size * 4 > pairs.length) {
        grow();
        slot = slot(pairs, mark);
      }
      pairs[slot] = mark;
    }
    pairs[slot + 1] = value;
  }

  /** The index of the pair that has the mark, or of the free one where it belongs. */
  private static int slot(long[] pairs, long mark) {
    int last = pairs.length - 2;
    long mixed = mark * 0x9e3779b97f4a7c15L;
    int slot = (int) (mixed >>> 31) & last;
    while (pairs[slot] != mark && pairs[slot] != 0) {
      slot = (slot + 2) & last;
    }
    return slot;
  }

  private void grow() {
    long[] old = pairs;
    pairs = new long[old.length * 2];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0) {
        int slot = slot(pairs, old[i]);
        pairs[slot] = old[i];
        pairs[slot + 1] = old[i + 1];
      }
    }
  }
}
