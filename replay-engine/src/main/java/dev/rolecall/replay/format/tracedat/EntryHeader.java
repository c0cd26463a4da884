// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/**
 * The word in front of every entry of a ring buffer page, from {@code events/header_event}: {@code
 * type_len} of 5 bits and {@code time_delta} of 27, in the bit field order of the traced machine.
 */
final class EntryHeader {
  /** Bytes of the word. */
  static final int SIZE = 4;

  /** A {@code type_len} of zero: the length of the data, itself included, is in the next word. */
  static final int LONG_DATA = 0;

  /** The last {@code type_len} that counts the data's words. */
  static final int MAX_DATA = 28;

  /** A discarded event, or with no delta the unused end of the page. */
  static final int PADDING = 29;

  /** Adds to the time; the next word holds the upper bits of the delta. */
  static final int TIME_EXTEND = 30;

  /** Sets the time; the next word holds the upper bits, except the five highest. */
  static final int TIME_STAMP = 31;

  /** The bits of an absolute time that a {@link #TIME_STAMP} leaves as they are. */
  static final long TIME_STAMP_KEPT = 0xf8L << 56;

  private static final int TYPE_BITS = 5;
  private static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
  static final int DELTA_BITS = 27;
  private static final int DELTA_MASK = (1 << DELTA_BITS) - 1;

  private EntryHeader() {}

  static int type(int word, boolean bigEndian) {
    return bigEndian ? word >>> DELTA_BITS : word & TYPE_MASK;
  }

  static int delta(int word, boolean bigEndian) {
    return bigEndian ? word & DELTA_MASK : word >>> TYPE_BITS;
  }
}
