// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

/** A subject crashed, hung, or answered what makes no sense. */
public final class SubjectException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * A failure.
   *
   * @param message what the subject did, what was expected, and what it said of it, in words for
   *     its author
   */
  public SubjectException(String message) {
    super(message);
    reason = message;
  }

  /** A failure with what the system says of it. */
  public SubjectException(String message, Throwable cause) {
    super(message, cause);
    reason = message;
  }

  /** The message. */
  public String reason() {
    return reason;
  }
}
