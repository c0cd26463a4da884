// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a stream, in one buffer of fixed size. A line is a stretch of positions, which grow
 * along the stream; one line can be held, so that it stays there while further ones are read.
 */
final class TextLines {
  /** What is kept of a line, in bytes. */
  static final int MAX_LINE = 1 << 16;

  private static final int BUFFER = 1 << 18;
  private static final long NONE = Long.MAX_VALUE;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private long base;
  private int length;
  private int next;
  private long held = NONE;
  private boolean atEnd;
  private long number;
  private long start;
  private long end;
  private boolean cut;

  TextLines(InputStream in) {
    this.in = in;
  }

  /** The bytes in which {@link #at} finds positions. */
  byte[] bytes() {
    return buffer;
  }

  /** Where in {@link #bytes} a position of the stream is. */
  int at(long position) {
    return (int) (position - base);
  }

  /** The line's number, from 1. */
  long number() {
    return number;
  }

  /** The position of the line's first byte. */
  long start() {
    return start;
  }

  /** The position behind the line's last byte, line end not counted. */
  long end() {
    return end;
  }

  /** Whether the line is longer than {@link #MAX_LINE}, and what is behind was passed over. */
  boolean isCut() {
    return cut;
  }

  /** Keeps what is in the buffer from a position on. */
  void hold(long position) {
    held = position;
  }

  /** Keeps nothing but the line that is read. */
  void release() {
    held = NONE;
  }

  /** Moves to the next line; false at the end of the stream. */
  boolean next() throws IOException {
    start = base + next;
    cut = false;
    int scanned = next;
    int newline = find(scanned);
    while (newline < 0 && !cut) {
      scanned = length;
      long position = base + scanned;
      if (length - at(start) >= MAX_LINE) {
        cut = true;
      } else if (!fill()) {
        return last();
      } else {
        newline = find(at(position));
      }
    }
    number++;
    if (cut) {
      end = start + MAX_LINE;
      skipLine();
    } else {
      end = base + newline;
      next = newline + 1;
      limit();
    }
    return true;
  }

  /** The last line lacks its line end. */
  private boolean last() {
    next = length;
    end = base + length;
    if (end == start) {
      return false;
    }
    number++;
    limit();
    return true;
  }

  private void limit() {
    if (end - start > MAX_LINE) {
      cut = true;
      end = start + MAX_LINE;
    } else if (end > start && buffer[at(end) - 1] == '\r') {
      end--;
    }
  }

  /** The first line end from a place on, -1 if there is none. */
  private int find(int from) {
    return ByteSearch.find(buffer, from, length, '\n');
  }

  /** Passes over the rest of a line that is too long, in the free part of the buffer. */
  private void skipLine() throws IOException {
    int keep = at(end);
    int newline = find(keep);
    while (newline < 0) {
      int count = in.read(buffer, keep, BUFFER - keep);
      if (count <= 0) {
        atEnd = true;
        length = keep;
        next = keep;
        return;
      }
      length = keep + count;
      newline = find(keep);
    }
    next = newline + 1;
  }

  /** Reads more; what stands before the line and is not held makes room. False at the end. */
  private boolean fill() throws IOException {
    if (atEnd) {
      return false;
    }
    int from = at(Math.min(start, held));
    if (from > 0 && length == BUFFER) {
      System.arraycopy(buffer, from, buffer, 0, length - from);
      base += from;
      length -= from;
    }
    int count = in.read(buffer, length, BUFFER - length);
    atEnd = count <= 0;
    length += Math.max(0, count);
    return !atEnd;
  }
}
