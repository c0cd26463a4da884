// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.util.Arrays;

/**
 * How the line that was read last began, up to the fraction of its time: the next one mostly begins
 * alike, and then its thread and second are known without reading them.
 */
final class LineHead {
  private static final int MAX_LENGTH = 128;

  private final byte[] bytes = new byte[MAX_LENGTH];
  private int length;
  private int pid;
  private long seconds;

  int length() {
    return length;
  }

  int pid() {
    return pid;
  }

  long seconds() {
    return seconds;
  }

  /** Whether a line begins alike. */
  boolean begins(ByteText line) {
    int from = line.mark();
    return length > 0
        && line.end() - from > length
        && Arrays.equals(bytes, 0, length, line.bytes(), from, from + length);
  }

  /** Remembers the head of a line, up to the fraction of its time. */
  void remember(ByteText line, int start, int fraction, EventLine read) {
    int size = fraction - start;
    if (size > MAX_LENGTH) {
      length = 0;
      return;
    }
    System.arraycopy(line.bytes(), start, bytes, 0, size);
    length = size;
    pid = read.pid();
    seconds = read.seconds();
  }
}
