// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

/** What a replay comes to, and the exit code that says so. */
public enum Outcome {
  CONFORMS("conforms", 0),
  DIVERGES("diverges", 1),
  BAD_INPUT("the input is at fault", 2),
  NOTHING_CHECKED("nothing could be checked", 125);

  private final String text;
  private final int exitCode;

  Outcome(String text, int exitCode) {
    this.text = text;
    this.exitCode = exitCode;
  }

  /** The verdict in words. */
  public String text() {
    return text;
  }

  /** The exit code; 125 makes {@code git bisect run} skip. */
  public int exitCode() {
    return exitCode;
  }
}
