// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one ring buffer page as the kernel does: entries one after the other, then the commit
 * word.
 */
final class SyntheticPage {
  static final int PAGE_SIZE = 128;

  private final ByteBuffer page;
  private final int longSize;
  private long missed;

  SyntheticPage(ByteOrder order, int longSize, long timestamp) {
    this.page = ByteBuffer.allocate(PAGE_SIZE).order(order);
    this.longSize = longSize;
    page.putLong(timestamp).position(8 + longSize);
  }

  /** An event of {@code sample}: common fields, then a value of 8 bytes. */
  SyntheticPage event(int delta, int pid, long value) {
    return header(4, delta).common(pid).put8(value);
  }

  /** The same with its length in a word of its own. */
  SyntheticPage longEvent(int delta, int pid, long value) {
    return header(0, delta).put4(4 + 16).common(pid).put8(value);
  }

  /** Adds {@code (upper << 27) + lower} to the time. */
  SyntheticPage extend(int upper, int lower) {
    return header(30, lower).put4(upper);
  }

  /** Sets the time, but for its five highest bits. */
  SyntheticPage stamp(long time) {
    return header(31, (int) (time & ((1 << 27) - 1))).put4((int) (time >>> 27));
  }

  SyntheticPage discarded(int delta, int words) {
    header(29, delta).put4(words * 4);
    for (int i = 1; i < words; i++) {
      put4(0x5a5a5a5a);
    }
    return this;
  }

  SyntheticPage endOfPage() {
    return header(29, 0).put4(0xdddddddd);
  }

  /** Says that events are missing in front of the page: a count, or -1 for an unknown one. */
  SyntheticPage missed(long count) {
    missed = count;
    return this;
  }

  /** An entry header with its bit fields in the order of the traced machine. */
  SyntheticPage header(int type, int delta) {
    boolean big = page.order() == ByteOrder.BIG_ENDIAN;
    return put4(big ? type << 27 | delta : delta << 5 | type);
  }

  SyntheticPage put4(int word) {
    page.putInt(word);
    return this;
  }

  byte[] bytes() {
    int size = page.position() - 8 - longSize;
    long commit = size;
    if (missed != 0) {
      commit |= 1L << 31;
    }
    if (missed > 0) {
      commit |= 1L << 30;
      putLong(page.position(), missed);
    }
    return bytes(commit);
  }

  /** The page with a commit word of the caller's. */
  byte[] bytes(long commit) {
    putLong(8, commit);
    return page.array().clone();
  }

  private SyntheticPage common(int pid) {
    page.putShort((short) SyntheticTrace.SAMPLE_ID).put((byte) 0).put((byte) 0).putInt(pid);
    return this;
  }

  private SyntheticPage put8(long value) {
    page.putLong(value);
    return this;
  }

  private void putLong(int at, long value) {
    if (longSize == Long.BYTES) {
      page.putLong(at, value);
    } else {
      page.putInt(at, (int) value);
    }
  }
}
