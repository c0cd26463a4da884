// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Arrays;

/**
 * A growable list of tuples of numbers, all of one width: the value of a list key. It is reused
 * from event to event.
 */
public final class LongTuples {
  private final int width;
  private long[] parts = {};
  private int length;

  /** An empty list of tuples of so many numbers. */
  public LongTuples(int width) {
    this.width = width;
  }

  /** How many numbers a tuple has. */
  public int width() {
    return width;
  }

  /** How many whole tuples the list has. */
  public int size() {
    return length / width;
  }

  /** Number {@code part} of tuple {@code tuple}, both from 0. */
  public long get(int tuple, int part) {
    if (tuple < 0 || part < 0 || part >= width || tuple * width + part >= length) {
      throw new IndexOutOfBoundsException(
          "part " + part + " of tuple " + tuple + " of " + size() + " of width " + width);
    }
    return parts[tuple * width + part];
  }

  /** The first, or only, number of a tuple. */
  public long get(int tuple) {
    return get(tuple, 0);
  }

  /** Adds the next number; a tuple is there once all of its numbers are. */
  public void add(long part) {
    if (length == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(8, length * 2));
    }
    parts[length++] = part;
  }

  /** Adds a tuple of two. */
  public void add(long first, long second) {
    add(first);
    add(second);
  }

  /** Adds a tuple of three. */
  public void add(long first, long second, long third) {
    add(first, second);
    add(third);
  }

  /** Makes the list empty. */
  public void clear() {
    length = 0;
  }

  /** Makes this list equal to another of the same width. */
  public void copyFrom(LongTuples other) {
    if (width != other.width) {
      throw new IllegalArgumentException("width " + width + ", not " + other.width);
    }
    if (parts.length < other.length) {
      parts = new long[other.length];
    }
    System.arraycopy(other.parts, 0, parts, 0, other.length);
    length = other.length;
  }

  void pack(EventWords out) {
    out.put(parts, length);
  }

  void unpack(EventWords in) {
    int count = (int) in.next();
    if (parts.length < count) {
      parts = new long[count];
    }
    in.next(parts, count);
    length = count;
  }

  /** Whether both hold the same numbers in the same order. */
  public boolean sameContent(LongTuples other) {
    return width == other.width && Arrays.equals(parts, 0, length, other.parts, 0, other.length);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(parts, length)) + " by " + width;
  }
}
