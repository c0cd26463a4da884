// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import java.util.Arrays;
import java.util.List;

/** Finds names by a range of characters, without making a string of it. */
final class KeyTable {

  /** What {@link #find} returns for a name that is not there. */
  static final int ABSENT = -1;

  private final char[][] names;
  private final int[] slots;

  KeyTable(List<String> names) {
    this.names = names.stream().map(String::toCharArray).toArray(char[][]::new);
    this.slots = new int[Integer.highestOneBit(Math.max(1, names.size())) * 4];
    Arrays.fill(slots, ABSENT);
    for (int i = 0; i < this.names.length; i++) {
      int slot = hash(this.names[i], 0, this.names[i].length);
      while (slots[slot & (slots.length - 1)] != ABSENT) {
        slot++;
      }
      slots[slot & (slots.length - 1)] = i;
    }
  }

  /** The index in the list of names of the characters from {@code from} to {@code to}. */
  int find(char[] text, int from, int to) {
    int slot = hash(text, from, to) & (slots.length - 1);
    while (slots[slot] != ABSENT) {
      char[] name = names[slots[slot]];
      if (Arrays.equals(name, 0, name.length, text, from, to)) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return ABSENT;
  }

  private static int hash(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return hash ^ (hash >>> 15);
  }
}
