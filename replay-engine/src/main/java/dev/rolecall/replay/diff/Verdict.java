// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import java.util.Locale;
import java.util.Optional;

/** What a candidate is, in the words of git. */
public enum Verdict {
  /** The divergence does not show, and nothing else is wrong. */
  GOOD(0),
  /** The divergence shows. */
  BAD(1),
  /** It cannot be told. */
  SKIP(125);

  private final int exitCode;

  Verdict(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code that {@code git bisect run} takes for it. */
  public int exitCode() {
    return exitCode;
  }

  /** The verdict of that word. */
  public static Optional<Verdict> of(String word) {
    for (Verdict verdict : values()) {
      if (verdict.toString().equals(word)) {
        return Optional.of(verdict);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
