// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at a time. */
final class ByteSearch {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOWEST_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
  private static final long BLANKS = LOWEST_BITS * ' ';
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private ByteSearch() {}

  /** The eight bytes at a place, the first one lowest. */
  static long word(byte[] bytes, int at) {
    return (long) WORDS.get(bytes, at);
  }

  /** The first place of a byte between two places; -1 if it is not there. */
  static int find(byte[] bytes, int from, int to, char wanted) {
    long pattern = LOWEST_BITS * wanted;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long differs = word(bytes, i) ^ pattern;
      long found = (differs - LOWEST_BITS) & ~differs & HIGHEST_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i < to ? i : -1;
  }

  /** Passes over blanks in strides of eight; those behind the last stride are left. */
  static int skipBlanks(byte[] bytes, int from, int to) {
    int i = from;
    while (i + Long.BYTES <= to && word(bytes, i) == BLANKS) {
      i += Long.BYTES;
    }
    return i;
  }

  /** A number that spreads texts well: its upper bits are for slots of a table. */
  static long hash(byte[] bytes, int from, int to) {
    long hash = SPREAD;
    if (to - from < Long.BYTES) {
      for (int i = from; i < to; i++) {
        hash = (hash ^ bytes[i]) * SPREAD;
      }
      return hash;
    }
    for (int i = from; i + Long.BYTES < to; i += Long.BYTES) {
      hash = (hash ^ word(bytes, i)) * SPREAD;
    }
    return (hash ^ word(bytes, to - Long.BYTES)) * SPREAD;
  }
}
