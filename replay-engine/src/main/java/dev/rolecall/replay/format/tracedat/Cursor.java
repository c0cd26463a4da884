// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads numbers, strings and blocks one after the other, never past the limit it is given. */
final class Cursor {
  private static final int WINDOW = 4096;
  private static final int MAX_STRING = 4096;

  private final Bytes bytes;
  private final long limit;
  private final byte[] window = new byte[WINDOW];
  private final ByteBuffer numbers;
  private long windowStart;
  private int windowLength;
  private long position;

  /** A cursor from {@code position} up to {@code limit}, which lies within the bytes. */
  Cursor(Bytes bytes, ByteOrder order, long position, long limit) {
    this.bytes = bytes;
    this.limit = limit;
    this.position = position;
    this.numbers = ByteBuffer.wrap(window).order(order);
  }

  long position() {
    return position;
  }

  long remaining() {
    return limit - position;
  }

  void order(ByteOrder order) {
    numbers.order(order);
  }

  int u8(String what) throws TraceInputException {
    return numbers.get(take(Byte.BYTES, what)) & 0xff;
  }

  int u16(String what) throws TraceInputException {
    return numbers.getShort(take(Short.BYTES, what)) & 0xffff;
  }

  long u32(String what) throws TraceInputException {
    return Integer.toUnsignedLong(numbers.getInt(take(Integer.BYTES, what)));
  }

  /** A 64-bit word; one above {@link Long#MAX_VALUE} is negative. */
  long u64(String what) throws TraceInputException {
    return numbers.getLong(take(Long.BYTES, what));
  }

  /** A string that ends in a null byte, which is consumed. */
  String string(String what) throws TraceInputException {
    long start = position;
    StringBuilder text = new StringBuilder();
    for (int next = u8(what); next != 0; next = u8(what)) {
      if (text.length() == MAX_STRING) {
        throw bytes.damage(
            start, what + ": expected a null-terminated string of at most 4096 bytes");
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /** The next {@code length} bytes as text of one byte a character. */
  String text(long length, int maximum, String what) throws TraceInputException {
    return new String(block(length, maximum, what), StandardCharsets.ISO_8859_1);
  }

  /** The next {@code length} bytes; a length above {@code maximum} is refused. */
  byte[] block(long length, int maximum, String what) throws TraceInputException {
    require(length, what);
    if (length > maximum) {
      throw bytes.damage(
          position, what + ": expected at most " + maximum + " bytes, found " + length);
    }
    byte[] block = new byte[(int) length];
    bytes.read(position, block, block.length);
    position += length;
    return block;
  }

  void skip(long length, String what) throws TraceInputException {
    require(length, what);
    position += length;
  }

  /** The exception that says what is wrong at the cursor's position. */
  TraceInputException damage(String message) {
    return bytes.damage(position, message);
  }

  private void require(long length, String what) throws TraceInputException {
    if (length < 0 || length > limit - position) {
      String expected = Long.toUnsignedString(length);
      throw damage(
          what + ": expected " + expected + " bytes, found " + (limit - position) + " to the end");
    }
  }

  private int take(int length, String what) throws TraceInputException {
    require(length, what);
    if (position < windowStart || position + length > windowStart + windowLength) {
      windowStart = position;
      windowLength = (int) Math.min(WINDOW, limit - position);
      bytes.read(position, window, windowLength);
    }
    int at = (int) (position - windowStart);
    position += length;
    return at;
  }
}
