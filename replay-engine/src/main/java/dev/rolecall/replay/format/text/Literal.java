// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** Words that stand in a text, compared eight bytes at a time where the text has that many. */
final class Literal {
  private final byte[] bytes;
  private final long first;
  private final long mask;
  private final long last;

  private Literal(byte[] bytes) {
    this.bytes = bytes;
    this.mask = -1L >>> (Long.SIZE - Byte.SIZE * Math.min(Long.BYTES, bytes.length));
    this.first = ByteSearch.word(Arrays.copyOf(bytes, bytes.length + Long.BYTES), 0) & mask;
    this.last = bytes.length < Long.BYTES ? 0 : ByteSearch.word(bytes, bytes.length - Long.BYTES);
  }

  /** The literal of a text of one byte a character or more, which is not empty. */
  static Literal of(String text) {
    return new Literal(text.getBytes(ISO_8859_1));
  }

  /** Moves a text behind these words; false, and nowhere, if they are not next. */
  boolean skip(ByteText text) {
    int at = text.mark();
    int length = bytes.length;
    if (at + Math.max(length, Long.BYTES) > text.end() || length > 2 * Long.BYTES) {
      return text.skip(bytes);
    }
    byte[] line = text.bytes();
    boolean next =
        (ByteSearch.word(line, at) & mask) == first
            && (length < Long.BYTES || ByteSearch.word(line, at + length - Long.BYTES) == last);
    if (next) {
      text.reset(at + length);
    }
    return next;
  }
}
