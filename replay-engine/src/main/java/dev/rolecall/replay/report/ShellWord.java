// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import java.util.regex.Pattern;

/** Writes an argument so that a POSIX shell takes it as it is. */
final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:,+@%=-]+");

  private ShellWord() {}

  static String of(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
