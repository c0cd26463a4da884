// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

/**
 * A stretch of each of two sequences, whose elements are to be aligned with each other.
 *
 * @param from where it begins in the first
 * @param to where it ends in the first, exclusive
 * @param otherFrom where it begins in the second
 * @param otherTo where it ends in the second, exclusive
 */
record Range(int from, int to, int otherFrom, int otherTo) {

  /** How many elements of the first there are. */
  int length() {
    return to - from;
  }

  /** How many elements of the second there are. */
  int otherLength() {
    return otherTo - otherFrom;
  }

  /** Whether there is nothing to align. */
  boolean isOneSided() {
    return from == to || otherFrom == otherTo;
  }

  /** The part before an element of each. */
  Range before(int at, int otherAt) {
    return new Range(from, at, otherFrom, otherAt);
  }

  /** The part from an element of each on. */
  Range from(int at, int otherAt) {
    return new Range(at, to, otherAt, otherTo);
  }
}
