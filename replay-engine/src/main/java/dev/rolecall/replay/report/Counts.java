// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import java.util.Locale;

/** Numbers as people read them. */
public final class Counts {
  private Counts() {}

  /** Such as {@code 4 182}: groups of three, a space apart. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  /** Such as {@code 1 trace} or {@code 12 traces}. */
  public static String of(long number, String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }
}
