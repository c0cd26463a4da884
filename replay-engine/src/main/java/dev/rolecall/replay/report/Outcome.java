// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import java.util.Collection;

/** What a replay comes to, and the exit code that says so. */
public enum Outcome {
  CONFORMS("conforms", "conform", 0),
  DIVERGES("diverges", "diverge", 1),
  BAD_INPUT("the input is at fault", "with input at fault", 2),
  NOTHING_CHECKED("nothing could be checked", "of which nothing could be checked", 125);

  private final String text;
  private final String ofMany;
  private final int exitCode;

  Outcome(String text, String ofMany, int exitCode) {
    this.text = text;
    this.ofMany = ofMany;
    this.exitCode = exitCode;
  }

  /**
   * What several traces come to: a faulty input outweighs a divergence, a divergence outweighs
   * conformity, and nothing was checked only if that is so of each of them.
   */
  public static Outcome ofAll(Collection<Outcome> outcomes) {
    if (outcomes.contains(BAD_INPUT)) {
      return BAD_INPUT;
    }
    if (outcomes.contains(DIVERGES)) {
      return DIVERGES;
    }
    return outcomes.contains(CONFORMS) ? CONFORMS : NOTHING_CHECKED;
  }

  /** The verdict in words. */
  public String text() {
    return text;
  }

  /** The verdict on so many traces, in words that follow their number. */
  String of(long traces) {
    return traces == 1 && (this == CONFORMS || this == DIVERGES) ? text : ofMany;
  }

  /** The exit code; 125 makes {@code git bisect run} skip. */
  public int exitCode() {
    return exitCode;
  }
}
