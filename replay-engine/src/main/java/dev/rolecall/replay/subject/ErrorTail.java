// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The end of what a program prints on standard error. */
final class ErrorTail {
  private static final int KEPT_BYTES = 1 << 16;
  private static final int SHOWN_LINES = 20;
  private static final int SHOWN_CHARACTERS = 300;

  private final byte[] ring = new byte[KEPT_BYTES];
  private long total;

  /** Takes the first {@code count} bytes as what was printed next. */
  synchronized void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      ring[(int) (total++ % KEPT_BYTES)] = bytes[i];
    }
  }

  /** The last lines, for people: without control characters, each of bounded length. */
  List<String> lines() {
    List<String> lines = text().lines().toList();
    return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()).stream()
        .map(ErrorTail::shown)
        .toList();
  }

  private synchronized String text() {
    int length = (int) Math.min(total, KEPT_BYTES);
    byte[] kept = new byte[length];
    for (int i = 0; i < length; i++) {
      kept[i] = ring[(int) ((total - length + i) % KEPT_BYTES)];
    }
    return new String(kept, StandardCharsets.UTF_8);
  }

  private static String shown(String line) {
    String cut =
        line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + " …";
    return cut.replaceAll("\\p{Cntrl}", " ");
  }
}
