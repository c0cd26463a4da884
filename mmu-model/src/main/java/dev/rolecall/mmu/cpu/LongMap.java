// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** A map of numbers to numbers, open addressed; what was never put is 0. */
final class LongMap {
  private static final int INITIAL = 16;

  private long[] keys = new long[INITIAL];
  private long[] values = new long[INITIAL];
  private boolean[] used = new boolean[INITIAL];
  private int size;

  long get(long key) {
    int slot = slot(key);
    return used[slot] ? values[slot] : 0;
  }

  void put(long key, long value) {
    int slot = slot(key);
    if (!used[slot]) {
      if (size * 2 >= keys.length) {
        grow();
        slot = slot(key);
      }
      used[slot] = true;
      keys[slot] = key;
      size++;
    }
    values[slot] = value;
  }

  /** The slot that has the key, or the free one where it belongs. */
  private int slot(long key) {
    int mask = keys.length - 1;
    long mixed = key * 0x9e3779b97f4a7c15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (used[slot] && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    boolean[] oldUsed = used;
    keys = new long[oldKeys.length * 2];
    values = new long[keys.length];
    used = new boolean[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldUsed[i]) {
        int slot = slot(oldKeys[i]);
        used[slot] = true;
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
