// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

/** What was asked for cannot be done, for a reason outside Rolecall, which the message says. */
final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FaultException(String message) {
    super(message);
  }
}
