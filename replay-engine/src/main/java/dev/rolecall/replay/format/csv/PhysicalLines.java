// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text under the CSV parser: decodes UTF-8, leaves out comments and blank lines between rows,
 * and keeps the raw text of the current row, of at most {@link #MAX_ROW} characters.
 *
 * <p>Every read ends at the latest with the physical line. So the parser never holds text beyond
 * the row that it returns: the raw text is that of the row, and after a row that the parser refuses
 * another one can begin with the next line. A carriage return alone is a line end too, and read as
 * a line feed.
 */
final class PhysicalLines extends Reader {

  /**
   * The longest row in characters. The parser makes a text of each cell, so that a row takes up to
   * fifty times as much memory as it has characters.
   */
  static final int MAX_ROW = 1 << 20;

  /** Stands for malformed bytes; a lone surrogate, which no UTF-8 decodes to. */
  static final char MALFORMED = '\uDFFF';

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(CHUNK).limit(0);
  private boolean decoding;
  private boolean needsBytes = true;
  private boolean endOfBytes;
  private boolean endOfText;
  private boolean malformedSeen;

  /** Up to here the buffer is known to hold no line end. */
  private int scanned;

  private char[] row = new char[1024];
  private int rowLength;
  private long rowLine = 1;
  private long line = 1;
  private boolean atLineStart = true;

  PhysicalLines(InputStream in) {
    this.in = in;
  }

  /** Forgets the current row; the next one begins after any comments and blank lines. */
  void beginRow() throws IOException {
    rowLength = 0;
    skipEmptyLines();
    while (nextLineIsNoRow()) {
      skipLine();
      skipEmptyLines();
    }
    rowLine = line;
  }

  /** Leaves out what is left of the current physical line. */
  void endRow() throws IOException {
    if (!atLineStart) {
      skipLine();
    }
  }

  /** The raw text of the current row, with its line ends, as far as it has been read. */
  CharSequence rowText() {
    return CharBuffer.wrap(row, 0, rowLength);
  }

  /** The physical line on which the current row begins, from 1. */
  long rowLine() {
    return rowLine;
  }

  /** The physical line of the next character, from 1. */
  long line() {
    return line;
  }

  /** Where the current row holds malformed UTF-8, as an index of its text; -1 if nowhere. */
  int malformedInRow() {
    int i = malformedSeen ? 0 : rowLength;
    while (i < rowLength && row[i] != MALFORMED) {
      i++;
    }
    return i < rowLength ? i : -1;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = Math.min(length, lineEnd() - chars.position());
    if (count == 0) {
      return length == 0 ? 0 : -1;
    }
    chars.get(target, offset, count);
    countLine(target[offset + count - 1]);
    if (atLineStart) {
      // The parser would look behind a carriage return alone, and so into the next line.
      target[offset + count - 1] = '\n';
    }
    keep(target, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void keep(char[] text, int offset, int count) throws IOException {
    if (rowLength + count > MAX_ROW) {
      throw new RowTooLongException(MAX_ROW);
    }
    if (rowLength + count > row.length) {
      row = Arrays.copyOf(row, Math.max(row.length * 2, rowLength + count));
    }
    System.arraycopy(text, offset, row, rowLength, count);
    rowLength += count;
  }

  /** Counts the physical line if the character just taken from the buffer ends it. */
  private void countLine(char last) {
    boolean beforeLineFeed = chars.hasRemaining() && chars.get(chars.position()) == '\n';
    atLineStart = last == '\n' || (last == '\r' && !beforeLineFeed);
    line += atLineStart ? 1 : 0;
  }

  private boolean nextLineIsNoRow() throws IOException {
    int end = lineEnd();
    if (end == chars.position()) {
      return false;
    }
    char first = chars.get(chars.position());
    if (first == '#' && malformedSeen) {
      // Read as a row, so that it is refused with the place of the malformed bytes.
      return chars.subSequence(0, end - chars.position()).toString().indexOf(MALFORMED) < 0;
    }
    return first == '#' || first == '\n' || first == '\r';
  }

  /**
   * Leaves out the empty lines that are complete in the buffer, of which there may be very many.
   */
  private void skipEmptyLines() {
    char[] text = chars.array();
    int last = chars.limit() - 1;
    int i = chars.position();
    while (i < last && (text[i] == '\n' || text[i] == '\r')) {
      i += text[i] == '\r' && text[i + 1] == '\n' ? 2 : 1;
      line++;
    }
    chars.position(i);
  }

  private void skipLine() throws IOException {
    do {
      int end = lineEnd();
      if (end == chars.position()) {
        return;
      }
      char last = chars.get(end - 1);
      chars.position(end);
      countLine(last);
    } while (!atLineStart);
  }

  /**
   * The end in the buffer of the current line, its line end included, or of the part of it that
   * fits; the position at the end of the text.
   */
  private int lineEnd() throws IOException {
    scanned = Math.max(scanned, chars.position());
    int end = scan();
    while (end < 0) {
      if (endOfText) {
        return chars.limit();
      }
      if (chars.remaining() == chars.capacity()) {
        return chars.limit() - 1;
      }
      refill();
      end = scan();
    }
    return end;
  }

  /** The end of the line that is complete in the buffer, or -1. */
  private int scan() {
    char[] text = chars.array();
    int limit = chars.limit();
    int i = scanned;
    while (i < limit && text[i] != '\n' && text[i] != '\r') {
      i++;
    }
    scanned = i;
    if (i == limit || (text[i] == '\r' && i + 1 == limit && !endOfText)) {
      return -1;
    }
    return text[i] == '\r' && i + 1 < limit && text[i + 1] == '\n' ? i + 2 : i + 1;
  }

  /** Decodes more of the input behind what the buffer holds. */
  private void refill() throws IOException {
    if (needsBytes) {
      readBytes();
    }
    scanned -= chars.position();
    chars.compact();
    decode();
    chars.flip();
    if (!decoding && chars.hasRemaining()) {
      decoding = true;
      chars.position(chars.get(0) == BYTE_ORDER_MARK ? 1 : 0);
    }
  }

  private void decode() {
    CoderResult result = decoder.decode(bytes, chars, endOfBytes);
    needsBytes = result.isUnderflow();
    endOfText = endOfBytes && result.isUnderflow();
    if (result.isError() && chars.hasRemaining()) {
      bytes.position(bytes.position() + result.length());
      chars.put(MALFORMED);
      malformedSeen = true;
    }
  }

  private void readBytes() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    endOfBytes = count < 0;
    bytes.position(bytes.position() + Math.max(count, 0)).flip();
  }
}
