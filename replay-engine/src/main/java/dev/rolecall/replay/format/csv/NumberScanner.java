// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

/** Reads numbers: decimal, or hexadecimal behind {@code 0x}, of up to 64 bits. */
final class NumberScanner {
  private long value;

  /** The number read last, unsigned. */
  long value() {
    return value;
  }

  /** Forgets the number. */
  void reset() {
    value = 0;
  }

  /** Reads the characters from {@code from} to {@code to}; whether they are a number. */
  boolean scan(char[] text, int from, int to) {
    value = 0;
    if (to - from > 2 && text[from] == '0' && text[from + 1] == 'x') {
      return scanHex(text, from + 2, to);
    }
    return to > from && scanDecimal(text, from, to);
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = (c | 0x20) - 'a';
    return c < 0x80 && letter >= 0 && letter < 6 ? letter + 10 : -1;
  }

  private boolean scanHex(char[] text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = hexDigit(text[i]);
      if (digit < 0 || number >>> (Long.SIZE - 4) != 0) {
        return false;
      }
      number = number << 4 | digit;
    }
    value = number;
    return true;
  }

  private boolean scanDecimal(char[] text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || Long.compareUnsigned(number, Long.divideUnsigned(-1, 10)) > 0) {
        return false;
      }
      long next = number * 10 + digit;
      if (Long.compareUnsigned(next, digit) < 0) {
        return false;
      }
      number = next;
    }
    value = number;
    return true;
  }
}
