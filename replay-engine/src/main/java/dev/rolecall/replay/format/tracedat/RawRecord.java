// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.Place;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One event as it lies in the ring buffer: a flyweight that the reader moves from event to event.
 *
 * <p>The reader delivers a record only if it has the {@link EventFormat#fixedLength()} bytes of its
 * format, so the fields of that format are read without a further check.
 */
public final class RawRecord {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LOC_LENGTH_SHIFT = 16;
  private static final int LOC_OFFSET_MASK = 0xffff;

  private final RingSource source;
  private final boolean bigEndian;
  private final int pidOffset;

  private byte[] block = new byte[0];
  private long blockFileOffset;
  private long blockRingOffset;
  private boolean blockCompressed;

  int start;
  int length;
  int eventId;
  long timeNs;

  RawRecord(RingSource source, ByteOrder order, int pidOffset) {
    this.source = source;
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    this.pidOffset = pidOffset;
  }

  /** Enters the block that the next records lie in. */
  void enter(RingBlocks blocks) {
    block = blocks.data();
    blockFileOffset = blocks.fileOffset();
    blockRingOffset = blocks.ringOffset();
    blockCompressed = blocks.compressed();
  }

  /** The buffer and CPU that recorded the event. */
  public RingSource source() {
    return source;
  }

  /** The CPU that recorded the event. */
  public int cpu() {
    return source.cpu();
  }

  /** The index in {@link TraceDatFile#buffers()} of the buffer that holds the event. */
  public int buffer() {
    return source.buffer();
  }

  /** The time in nanoseconds, or in the trace clock's own unit if that counts something else. */
  public long timeNs() {
    return timeNs;
  }

  /** The {@code common_type}: the {@link EventFormat#id()}, which may be one without a format. */
  public int eventId() {
    return eventId;
  }

  /** The {@code common_pid}: the thread that was running. */
  public int pid() {
    return int32(pidOffset);
  }

  /** The bytes from the common fields to the end of the record, padding included. */
  public int length() {
    return length;
  }

  /**
   * Where in the file to look: the record's first byte, or where the data is compressed the start
   * of the chunk that holds it.
   */
  public long fileOffset() {
    return blockCompressed ? blockFileOffset : blockFileOffset + start;
  }

  /** The record's position in its CPU's ring data, decompressed and counted from zero. */
  public long ringOffset() {
    return blockRingOffset + start;
  }

  /** {@link #fileOffset()} for a message. */
  public Place place() {
    return new Place.ByteOffset(fileOffset());
  }

  /** A number field's bytes, extended by zeros. The field must be of this record's format. */
  public long unsigned(Field field) {
    int offset = field.offset();
    return switch (field.size()) {
      case 1 -> block[start + offset] & 0xffL;
      case 2 -> int16(offset) & 0xffffL;
      case 4 -> int32(offset) & 0xffff_ffffL;
      case 8 -> int64(offset);
      default -> throw notANumber(field);
    };
  }

  /** A number field's bytes, extended by the sign. The field must be of this record's format. */
  public long signed(Field field) {
    int offset = field.offset();
    return switch (field.size()) {
      case 1 -> block[start + offset];
      case 2 -> int16(offset);
      case 4 -> int32(offset);
      case 8 -> int64(offset);
      default -> throw notANumber(field);
    };
  }

  /** A number field, extended as its format says. The field must be of this record's format. */
  public long number(Field field) {
    return field.signed() ? signed(field) : unsigned(field);
  }

  /**
   * The bytes of a field of any shape; none where an array's stated place is not within the record.
   */
  public byte[] bytes(Field field) {
    int from = field.offset();
    int size = field.size();
    switch (field.shape()) {
      case SCALAR -> {}
      case ARRAY -> size = size == 0 ? Math.max(0, length - from) : size;
      case DATA_LOC, REL_LOC -> {
        int word = int32(from);
        size = word >>> LOC_LENGTH_SHIFT;
        int base = field.shape() == Field.Shape.REL_LOC ? field.end() : 0;
        from = base + (word & LOC_OFFSET_MASK);
      }
    }
    int first = start + from;
    return from + size <= length ? Arrays.copyOfRange(block, first, first + size) : new byte[0];
  }

  /** A field of characters as text, up to the first null byte. */
  public String text(Field field) {
    String text = new String(bytes(field), StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private short int16(int offset) {
    short value = (short) SHORTS.get(block, start + offset);
    return bigEndian ? Short.reverseBytes(value) : value;
  }

  private int int32(int offset) {
    int value = (int) INTS.get(block, start + offset);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  private long int64(int offset) {
    long value = (long) LONGS.get(block, start + offset);
    return bigEndian ? Long.reverseBytes(value) : value;
  }

  private static IllegalArgumentException notANumber(Field field) {
    return new IllegalArgumentException("not a number of 1, 2, 4 or 8 bytes: " + field);
  }
}
