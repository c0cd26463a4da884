// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

/** A kernel of which something that its probes need is not known. */
public final class UnknownKernelException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** Makes the exception; the reason says what is not known, and what helps. */
  public UnknownKernelException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** What is not known, and what helps. */
  public String reason() {
    return reason;
  }
}
