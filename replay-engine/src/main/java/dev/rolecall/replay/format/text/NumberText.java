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
    int mark = text.mark();
    boolean negative = text.peek() == '-';
    if (negative) {
      text.advance();
    }
    boolean prefixed = skipPrefix(text);
    boolean read = (hex || prefixed) ? readHex(text) : readDecimal(text);
    if (!read || isWordPart(text.peek())) {
      text.reset(mark);
      return false;
    }
    value = negative ? -value : value;
    return true;
  }

  private static boolean skipPrefix(ByteText text) {
    int mark = text.mark();
    if (text.peek() == '0') {
      text.advance();
      if (text.peek() == 'x') {
        text.advance();
        return true;
      }
    }
    text.reset(mark);
    return false;
  }

  private boolean readHex(ByteText text) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int from = text.mark();
    long result = 0;
    int i = from;
    for (; i < end && hexDigit(bytes[i]) >= 0; i++) {
      result = (result << 4) | hexDigit(bytes[i]);
    }
    text.reset(i);
    value = result;
    return i > from && i - from <= HEX_DIGITS;
  }

  private boolean readDecimal(ByteText text) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int from = text.mark();
    long result = 0;
    int i = from;
    for (; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      result = result * 10 + (bytes[i] - '0');
    }
    text.reset(i);
    value = result;
    return i > from && i - from <= DECIMAL_DIGITS;
  }

  private static int hexDigit(int c) {
    return c < 0 ? -1 : HEX[c];
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte[Byte.MAX_VALUE + 1];
    for (int c = 0; c < digits.length; c++) {
      digits[c] = (byte) Character.digit(c, 1 << 4);
    }
    return digits;
  }

  private static boolean isWordPart(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
