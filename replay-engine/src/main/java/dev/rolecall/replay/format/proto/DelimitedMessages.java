// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import dev.rolecall.replay.trace.DamagedStreamException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The messages of a stream, each behind its length as a varint. */
final class DelimitedMessages implements Closeable {

  /** The longest message in bytes. */
  static final int MAX_LENGTH = 16 << 20;

  private static final int FIRST_READ = 1 << 16;
  private static final int END = -1;

  private final InputStream in;
  private final String source;
  private byte[] bytes = new byte[256];
  private int length;
  private int announced;
  private long offset;
  private long next;

  /** Messages of a stream, which is called {@code source} where it ends too early. */
  DelimitedMessages(InputStream in, String source) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.source = source;
  }

  /** Reads the next message; false at the end of the stream. */
  boolean next() throws IOException {
    offset = next;
    length = 0;
    announced = 0;
    int first = read();
    if (first == END) {
      return false;
    }
    announced = readLength(first);
    readBytes(announced);
    return true;
  }

  /** The message's bytes, of which the first {@link #length()} count. */
  byte[] bytes() {
    return bytes;
  }

  /** The message's length in bytes. */
  int length() {
    return length;
  }

  /** The length that stands before the message, of which less may be there. */
  int announced() {
    return announced;
  }

  /** Whether bytes are there that were not read yet, as far as can be told without waiting. */
  boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  /** Where in the stream the message begins, with its length. */
  long offset() {
    return offset;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private int readLength(int first) throws IOException {
    long value = 0;
    int shift = 0;
    int octet = first;
    while (true) {
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        break;
      }
      shift += 7;
      octet = shift > 28 ? END : read();
      if (octet == END) {
        throw damaged(shift > 28 ? "expected a length, got no end to it" : endsWithin("a length"));
      }
    }
    if (value > MAX_LENGTH) {
      throw damaged("expected a message of at most " + MAX_LENGTH + " bytes, got " + value);
    }
    return (int) value;
  }

  /** Reads so many bytes; a false length costs no more memory than the stream has bytes. */
  private void readBytes(int count) throws IOException {
    while (length < count) {
      int step = Math.min(count - length, Math.max(FIRST_READ, length));
      if (length + step > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(count, Math.max(length + step, 2 * bytes.length)));
      }
      int read = in.readNBytes(bytes, length, step);
      length += read;
      next += read;
      if (read < step) {
        throw damaged(endsWithin("a message of " + count + " bytes") + " after " + length);
      }
    }
  }

  private int read() throws IOException {
    int octet = in.read();
    next += octet == END ? 0 : 1;
    return octet;
  }

  private String endsWithin(String what) {
    return source + " ends within " + what;
  }

  private static DamagedStreamException damaged(String message) {
    return new DamagedStreamException(message);
  }
}
