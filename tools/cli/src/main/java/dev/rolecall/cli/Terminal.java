// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.util.List;

/**
 * Which standard streams are terminals. Java cannot tell one from the other, so the launcher says
 * it in a system property; without the launcher none is taken for one.
 */
final class Terminal {
  /** Holds {@code out}, {@code err}, both or none, separated by commas. */
  private static final String PROPERTY = "rolecall.terminal";

  private Terminal() {}

  /** Whether people read standard output in a terminal that shows colours. */
  static boolean outShowsColours() {
    return is("out") && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether standard error is a terminal on which a line can be rewritten. */
  static boolean errIsInteractive() {
    return is("err") && !"dumb".equals(System.getenv("TERM"));
  }

  private static boolean is(String stream) {
    return List.of(System.getProperty(PROPERTY, "").split(",")).contains(stream);
  }
}
