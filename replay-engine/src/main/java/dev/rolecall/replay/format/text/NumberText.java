// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

/** Reads a number of up to 64 bits; what is no number, or too long for one, is not taken. */
final class NumberText {
  private static final int HEX_DIGITS = 16;
  private static final int DECIMAL_DIGITS = 20;

  /** The value of each character as a hexadecimal digit, -1 if it is none. */
  private static final byte[] HEX = hexDigits();

  private long value;

  /** The number that was read last. */
  long value() {
    return value;
  }

  /**
   * Reads a number, which must end before a character that could go on a word.
   *
   * @param hex whether digits without 0x are hexadecimal
   * @return whether there is one; if not, the text is where it was
   */
  boolean read(ByteText text, boolean hex) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int from = text.mark();
    boolean negative = from < end && bytes[from] == '-';
    int digits = negative ? from + 1 : from;
    boolean prefixed = digits + 1 < end && bytes[digits] == '0' && bytes[digits + 1] == 'x';
    digits = prefixed ? digits + 2 : digits;
    int to = hex || prefixed ? readHex(bytes, digits, end) : readDecimal(bytes, digits, end);
    if (to < 0 || (to < end && isWordPart(bytes[to]))) {
      return false;
    }
    text.reset(to);
    value = negative ? -value : value;
    return true;
  }

  /** Reads digits from a place on; where they end, -1 if they are no number. */
  private int readHex(byte[] bytes, int from, int end) {
    long result = 0;
    int i = from;
    for (; i < end && HEX[bytes[i] & 0xff] >= 0; i++) {
      result = (result << 4) | HEX[bytes[i] & 0xff];
    }
    value = result;
    return i > from && i - from <= HEX_DIGITS ? i : -1;
  }

  private int readDecimal(byte[] bytes, int from, int end) {
    long result = 0;
    int i = from;
    for (; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      result = result * 10 + (bytes[i] - '0');
    }
    value = result;
    return i > from && i - from <= DECIMAL_DIGITS ? i : -1;
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte[1 << Byte.SIZE];
    for (int c = 0; c < digits.length; c++) {
      digits[c] = (byte) (c <= Byte.MAX_VALUE ? Character.digit(c, 1 << 4) : -1);
    }
    return digits;
  }

  private static boolean isWordPart(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
