// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.trace.ExpectKey;
import java.util.Arrays;
import java.util.List;

/**
 * What a trace tells after an anchor, up to the next one of that vCPU. Equal ones are shared, for
 * there are many.
 */
final class Outcome {
  /** Of an anchor after which nothing is told. */
  static final Outcome NOTHING = new Outcome(0, 0, new long[0], List.of());

  private final long present;
  private final long varied;
  private final long[] values;
  private final List<Seen> seen;

  /**
   * What was told.
   *
   * @param present a mask of {@link ExpectKey#bit()}: which keys have a value
   * @param varied of these, the ones that had several
   * @param values the values in the order of the keys
   * @param seen what else was seen
   */
  Outcome(long present, long varied, long[] values, List<Seen> seen) {
    this.present = present;
    this.varied = varied;
    this.values = values;
    this.seen = seen;
  }

  /** The keys that have a value. */
  long present() {
    return present;
  }

  /** Whether a key has a value. */
  boolean has(ExpectKey key) {
    return (present & key.bit()) != 0;
  }

  /** Whether a key had several values, one after the other. */
  boolean varied(ExpectKey key) {
    return (varied & key.bit()) != 0;
  }

  /** The value of a key that has one. */
  long value(ExpectKey key) {
    return values[Long.bitCount(present & (key.bit() - 1))];
  }

  /** What else was seen. */
  List<Seen> seen() {
    return seen;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Outcome other
        && present == other.present
        && varied == other.varied
        && Arrays.equals(values, other.values)
        && seen.equals(other.seen);
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(present) * 31 + Arrays.hashCode(values)) * 31 + seen.hashCode();
  }
}
