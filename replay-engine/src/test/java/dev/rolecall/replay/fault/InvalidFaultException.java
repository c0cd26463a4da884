// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

/** A fault cannot be planted: its place is not there or not one, or the model does not compile. */
final class InvalidFaultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;

  InvalidFaultException(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}
