// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import java.io.IOException;

/** A row that is longer than a row may be. */
final class RowTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  RowTooLongException(int limit) {
    super("the row that starts here is longer than " + limit + " characters");
  }
}
