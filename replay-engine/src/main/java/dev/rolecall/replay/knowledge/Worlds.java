// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of worlds, as a bit set of fixed size. */
public final class Worlds {
  private static final Worlds VALID = valid();

  private final long[] words = new long[World.COUNT / Long.SIZE];

  /** Every world that a CPU can be in. */
  public static Worlds all() {
    return VALID.copy();
  }

  /** The worlds in which the bits under a mask have a value. */
  public static Worlds with(int mask, int value) {
    Worlds worlds = all();
    worlds.removeIf(world -> (world & mask) != value);
    return worlds;
  }

  /** The worlds in which a guest can write a value to the bits under a mask. */
  public static Worlds thatAllow(int mask, int value) {
    Worlds worlds = all();
    worlds.removeIf(world -> !World.leadsTo(world, (world & ~mask) | value));
    return worlds;
  }

  private void removeIf(IntPredicate unwanted) {
    for (int world = next(0); world >= 0; world = next(world + 1)) {
      if (unwanted.test(world)) {
        words[world / Long.SIZE] &= ~(1L << world);
      }
    }
  }

  /** No world. */
  public static Worlds none() {
    return new Worlds();
  }

  private static Worlds valid() {
    Worlds worlds = new Worlds();
    for (int world = 0; world < World.COUNT; world++) {
      if (World.isValid(world)) {
        worlds.add(world);
      }
    }
    return worlds;
  }

  public Worlds copy() {
    Worlds copy = new Worlds();
    copy.set(this);
    return copy;
  }

  /** Becomes equal to another set. */
  public void set(Worlds other) {
    System.arraycopy(other.words, 0, words, 0, words.length);
  }

  /** Loses every world. */
  public void clear() {
    Arrays.fill(words, 0);
  }

  /** Gets every world that a CPU can be in. */
  public void setAll() {
    set(VALID);
  }

  public void add(int world) {
    words[world / Long.SIZE] |= 1L << world;
  }

  public boolean contains(int world) {
    return (words[world / Long.SIZE] & (1L << world)) != 0;
  }

  public boolean isEmpty() {
    long any = 0;
    for (long word : words) {
      any |= word;
    }
    return any == 0;
  }

  /** Whether nothing is known. */
  boolean isAll() {
    return Arrays.equals(words, VALID.words);
  }

  /** How many worlds there are. */
  public int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** The lowest world from a number on; -1 if there is none. */
  public int next(int from) {
    if (from >= World.COUNT) {
      return -1;
    }
    int i = from / Long.SIZE;
    long word = words[i] & (-1L << from);
    while (word == 0) {
      if (++i == words.length) {
        return -1;
      }
      word = words[i];
    }
    return i * Long.SIZE + Long.numberOfTrailingZeros(word);
  }

  /** Keeps the worlds that another set has too; whether one was lost. */
  public boolean retain(Worlds other) {
    boolean lost = false;
    for (int i = 0; i < words.length; i++) {
      long kept = words[i] & other.words[i];
      lost |= kept != words[i];
      words[i] = kept;
    }
    return lost;
  }

  /** Whether another set has one of these worlds too. */
  public boolean meets(Worlds other) {
    long common = 0;
    for (int i = 0; i < words.length; i++) {
      common |= words[i] & other.words[i];
    }
    return common != 0;
  }

  /** Sets the bits under a mask to a value, whatever they were. */
  void assign(int mask, int value) {
    Worlds before = copy();
    clear();
    for (int world = before.next(0); world >= 0; world = before.next(world + 1)) {
      add((world & ~mask) | value);
    }
    retain(VALID);
  }

  /** Lets the bits under a mask be anything. */
  void free(int mask) {
    for (int left = mask; left != 0; left &= left - 1) {
      flip(left & -left);
    }
    retain(VALID);
  }

  /** Gets, for each world, the one that differs in a bit. */
  private void flip(int bit) {
    if (bit >= Long.SIZE) {
      int distance = bit / Long.SIZE;
      for (int i = 0; i < words.length; i++) {
        if ((i & distance) == 0) {
          words[i] |= words[i + distance];
          words[i + distance] = words[i];
        }
      }
      return;
    }
    long lower = lowerOf(bit);
    for (int i = 0; i < words.length; i++) {
      words[i] |= ((words[i] & lower) << bit) | ((words[i] >>> bit) & lower);
    }
  }

  /** The positions, in a word of 64, of worlds without a bit. */
  private static long lowerOf(int bit) {
    long lower = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      lower |= (i & bit) == 0 ? 1L << i : 0;
    }
    return lower;
  }
}
