// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

/** A subject crashed, hung, or answered what makes no sense. */
public final class SubjectException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int answered;

  /**
   * A failure.
   *
   * @param message what the subject did, what was expected, and what it said of it, in words for
   *     its author
   */
  public SubjectException(String message) {
    super(message);
    reason = message;
    answered = 0;
  }

  /** A failure with what the system says of it. */
  public SubjectException(String message, Throwable cause) {
    super(message, cause);
    reason = message;
    answered = 0;
  }

  private SubjectException(SubjectException failure, int answered) {
    super(failure.reason, failure);
    this.reason = failure.reason;
    this.answered = answered;
  }

  /** The message. */
  public String reason() {
    return reason;
  }

  /** The same failure, after so many events of a list have got their outcomes. */
  public SubjectException after(int count) {
    return count == answered ? this : new SubjectException(this, count);
  }

  /**
   * How many of the events that the subject was fed at once have got their outcomes. A program may
   * have handled more of them, whose answers went with it when it failed.
   */
  public int answered() {
    return answered;
  }
}
