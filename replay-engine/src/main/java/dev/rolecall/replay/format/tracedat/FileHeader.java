// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The fixed start of a file, trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5), "INITIAL FORMAT".
 *
 * @param version 6 or 7
 * @param order the byte order of every number behind the header
 * @param longSize bytes in a {@code long} of the traced machine's user space
 * @param pageSize bytes in a page of the traced machine
 * @param compression how sections and ring data are compressed; version 6 has none
 */
record FileHeader(
    int version, ByteOrder order, int longSize, int pageSize, Compression compression) {
  private static final byte[] MAGIC = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g'};
  private static final int BIG_ENDIAN = 1;
  private static final int MIN_PAGE = 64;
  private static final int MAX_PAGE = 1 << 24;

  /** Whether the bytes from the buffer's position on start as a trace.dat file does. */
  static boolean startsWithMagic(ByteBuffer head) {
    if (head.remaining() < MAGIC.length) {
      return false;
    }
    byte[] start = new byte[MAGIC.length];
    head.duplicate().get(start);
    return Arrays.equals(start, MAGIC);
  }

  /** Reads the header and leaves the cursor behind it, set to the file's byte order. */
  static FileHeader read(Cursor cursor) throws TraceInputException {
    byte[] magic = cursor.block(Math.min(MAGIC.length, cursor.remaining()), MAGIC.length, "magic");
    if (!Arrays.equals(magic, MAGIC)) {
      throw cursor.damage("expected the magic of a trace.dat file, 17 08 44 \"tracing\"");
    }
    int version = version(cursor);
    ByteOrder order = order(cursor);
    cursor.order(order);
    int longSize = cursor.u8("size of long");
    if (longSize != Integer.BYTES && longSize != Long.BYTES) {
      throw cursor.damage("size of long: expected 4 or 8, found " + longSize);
    }
    long pageSize = cursor.u32("page size");
    if (!isPageSize(pageSize)) {
      throw cursor.damage("page size: expected a power of two up to 16 MiB, found " + pageSize);
    }
    Compression compression = version == 6 ? Compression.NONE : compression(cursor);
    return new FileHeader(version, order, longSize, (int) pageSize, compression);
  }

  /** Whether rings may consist of pages of this size. */
  static boolean isPageSize(long size) {
    return size >= MIN_PAGE && size <= MAX_PAGE && Long.bitCount(size) == 1;
  }

  private static int version(Cursor cursor) throws TraceInputException {
    String version = cursor.string("file version");
    return switch (version) {
      case "6" -> 6;
      case "7" -> 7;
      default -> throw cursor.damage("file version: expected 6 or 7, found " + shown(version));
    };
  }

  private static ByteOrder order(Cursor cursor) throws TraceInputException {
    int order = cursor.u8("byte order");
    if (order > BIG_ENDIAN) {
      throw cursor.damage("byte order: expected 0 or 1, found " + order);
    }
    return order == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static Compression compression(Cursor cursor) throws TraceInputException {
    String name = cursor.string("compression name");
    cursor.string("compression version");
    return Compression.named(name)
        .orElseThrow(
            () -> cursor.damage("compression: expected zstd, zlib or none, found " + shown(name)));
  }

  private static String shown(String text) {
    return '"' + text.substring(0, Math.min(40, text.length())) + '"';
  }
}
