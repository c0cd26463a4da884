// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.util.Map;

/**
 * How a program ended.
 *
 * @param status as Java and shells have it: 128 and more for signals
 */
record ExitStatus(int status) {
  private static final int SIGNALS = 128;
  private static final int LAST_SIGNAL = 64;
  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "SIGHUP",
          2, "SIGINT",
          4, "SIGILL",
          6, "SIGABRT",
          7, "SIGBUS",
          8, "SIGFPE",
          9, "SIGKILL",
          11, "SIGSEGV",
          13, "SIGPIPE",
          15, "SIGTERM");

  /** In words, such as {@code exit status 139, which is signal 11 (SIGSEGV)}. */
  String text() {
    int signal = status - SIGNALS;
    if (signal <= 0 || signal > LAST_SIGNAL) {
      return "exit status " + status;
    }
    String name = NAMES.containsKey(signal) ? " (" + NAMES.get(signal) + ")" : "";
    return "exit status " + status + ", which is signal " + signal + name;
  }
}
