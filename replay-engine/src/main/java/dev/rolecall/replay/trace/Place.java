// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Locale;

/** Where in an input file something was found. */
public sealed interface Place {

  /** A place in a text, line and column counted from one; prints as {@code 812:14}. */
  record Line(long line, int column) implements Place {
    @Override
    public String toString() {
      return line + ":" + column;
    }
  }

  /** A place in a binary file, bytes counted from zero; prints as {@code byte 1234 (0x4d2)}. */
  record ByteOffset(long offset) implements Place {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "byte %d (0x%x)", offset, offset);
    }
  }

  /** The file as a whole; prints as nothing. */
  record None() implements Place {
    @Override
    public String toString() {
      return "";
    }
  }
}
