// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decodes one CPU's ring pages, entry by entry. Layouts: linux kernel/trace/ring_buffer.c. */
final class CpuStream {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final RingBlocks blocks;
  private final RingFormat format;
  private final ProblemSink problems;
  private final RawRecord record;
  private final boolean bigEndian;
  private final int pageSize;
  private final int[] leastLength;
  private final int commonLength;
  private final int typeOffset;
  private final TimeConversion conversion;

  private byte[] data = new byte[0];
  private int nextPage;
  private int at;
  private int end;
  private int pageEnd;
  private boolean cut;
  private long time;
  private long lost;

  CpuStream(RingBlocks blocks, int pageSize, RingFormat format, RingOutput output) {
    this.blocks = blocks;
    this.format = format;
    this.problems = output.problems();
    this.record = new RawRecord(output.source(), format.order(), format.pidOffset());
    this.bigEndian = format.order() == ByteOrder.BIG_ENDIAN;
    this.pageSize = pageSize;
    this.leastLength = format.leastLength();
    this.commonLength = format.commonLength();
    this.typeOffset = format.typeOffset();
    this.conversion = format.conversion();
  }

  /** The event that {@link #advance()} moved to. */
  RawRecord record() {
    return record;
  }

  boolean hasLoss() {
    return lost != 0;
  }

  /** The events lost in front of the record, or behind the last one; asking resets it to none. */
  long takeLoss() {
    long taken = lost;
    lost = 0;
    return taken;
  }

  /** Moves to the next event; false at the end of the ring. */
  boolean advance() throws TraceInputException {
    do {
      while (at < end) {
        if (entry()) {
          return true;
        }
      }
    } while (page());
    return false;
  }

  /** Consumes the entry at {@link #at}; true if it is an event to deliver. */
  private boolean entry() {
    if (end - at < EntryHeader.SIZE) {
      return skipPage("entry header of 4 bytes", end - at);
    }
    int word = int32(at);
    int type = EntryHeader.type(word, bigEndian);
    if (type == EntryHeader.LONG_DATA || type > EntryHeader.MAX_DATA) {
      return longEntry(type, EntryHeader.delta(word, bigEndian));
    }
    int length = type * EntryHeader.SIZE;
    int start = at + EntryHeader.SIZE;
    if (length > end - start) {
      return skipPage("event of " + length + " bytes", end - start);
    }
    time += EntryHeader.delta(word, bigEndian);
    at = start + length;
    return event(start, length);
  }

  private boolean event(int start, int length) {
    int id = length < commonLength ? 0 : int16(start + typeOffset);
    int least = id < leastLength.length ? leastLength[id] : commonLength;
    if (length < least) {
      lost = RecordHandler.UNKNOWN_COUNT;
      problems.report(
          blocks.problem(
              start,
              "event %s: expected a record of %d bytes, found %d"
                  .formatted(format.eventName(id), least, length)));
      return false;
    }
    record.start = start;
    record.length = length;
    record.eventId = id;
    record.timeNs = conversion.apply(time);
    return true;
  }

  /** Consumes an entry whose second word is not data. */
  private boolean longEntry(int type, int delta) {
    if (type == EntryHeader.PADDING && delta == 0) {
      at = end;
      return false;
    }
    int second = at + EntryHeader.SIZE;
    if (end - second < Integer.BYTES) {
      return skipPage("second word of an entry", end - second);
    }
    int word = int32(second);
    return switch (type) {
      case EntryHeader.LONG_DATA -> longEvent(second, word, delta);
      case EntryHeader.PADDING -> padding(second, word, delta);
      default ->
          timeEntry(type, second, Integer.toUnsignedLong(word) << EntryHeader.DELTA_BITS, delta);
    };
  }

  private boolean timeEntry(int type, int second, long upper, int delta) {
    time =
        type == EntryHeader.TIME_EXTEND
            ? time + upper + delta
            : (time & EntryHeader.TIME_STAMP_KEPT) | upper | delta;
    at = second + Integer.BYTES;
    return false;
  }

  private boolean padding(int second, int word, int delta) {
    if (word < 0 || word > pageEnd - second) {
      return skipPage(
          "discarded event of " + Integer.toUnsignedString(word) + " bytes", end - second);
    }
    time += delta;
    at = Math.min(second + word, end);
    return false;
  }

  private boolean longEvent(int second, int word, int delta) {
    int start = second + Integer.BYTES;
    int padded = word + Integer.BYTES - 1 & -Integer.BYTES;
    if (word < Integer.BYTES || padded > end - second || padded < 0) {
      return skipPage("event of " + Integer.toUnsignedString(word) + " bytes", end - second);
    }
    time += delta;
    at = second + padded;
    return event(start, padded - Integer.BYTES);
  }

  private boolean skipPage(String found, int room) {
    if (!cut) {
      damage(
          at, "expected an entry within the " + room + " bytes left of the page, found " + found);
    }
    at = end;
    return false;
  }

  /** Enters the next page with data; false if there is none. */
  private boolean page() throws TraceInputException {
    while (nextPage < blocks.length() || block()) {
      int page = nextPage;
      int available = Math.min(pageSize, blocks.length() - page);
      nextPage += available;
      if (available < format.layout().dataOffset()) {
        damage(page, "expected a page of " + pageSize + " bytes, found " + available);
      } else if (enter(page, available)) {
        return true;
      }
    }
    return false;
  }

  private boolean block() throws TraceInputException {
    boolean more = blocks.next();
    if (blocks.takeGap()) {
      lost = RecordHandler.UNKNOWN_COUNT;
    }
    nextPage = 0;
    data = blocks.data();
    record.enter(blocks);
    return more;
  }

  private boolean enter(int page, int available) {
    int commit = commitWord(page);
    int size = commit & PageLayout.COMMIT_MASK;
    int start = page + format.layout().dataOffset();
    int capacity = pageSize - format.layout().dataOffset();
    if (size > capacity) {
      damage(page, "page: expected at most " + capacity + " bytes of data, found " + size);
      return false;
    }
    int present = Math.min(size, page + available - start);
    if ((commit & PageLayout.MISSED_EVENTS) != 0) {
      lose(missed(commit, start + size, page + available));
    }
    cut = present < size;
    if (cut) {
      damage(page, "page: expected " + size + " bytes of data, found " + present);
    }
    time = int64(page + PageLayout.TIMESTAMP_OFFSET);
    at = start;
    end = start + present;
    pageEnd = page + pageSize;
    return present > 0;
  }

  /** The low half of the commit word, which has all its bits. */
  private int commitWord(int page) {
    int offset = page + PageLayout.COMMIT_OFFSET;
    return format.layout().commitSize() == Long.BYTES ? (int) int64(offset) : int32(offset);
  }

  private long missed(int commit, int offset, int limit) {
    int size = format.layout().commitSize();
    if ((commit & PageLayout.MISSED_STORED) == 0 || offset + size > limit) {
      return RecordHandler.UNKNOWN_COUNT;
    }
    long count = size == Long.BYTES ? int64(offset) : Integer.toUnsignedLong(int32(offset));
    return count > 0 ? count : RecordHandler.UNKNOWN_COUNT;
  }

  private void lose(long count) {
    boolean unknown = count == RecordHandler.UNKNOWN_COUNT || lost == RecordHandler.UNKNOWN_COUNT;
    lost = unknown || lost + count < 0 ? RecordHandler.UNKNOWN_COUNT : lost + count;
  }

  private void damage(int place, String message) {
    lost = RecordHandler.UNKNOWN_COUNT;
    problems.report(blocks.problem(place, message));
  }

  private int int16(int offset) {
    short value = (short) SHORTS.get(data, offset);
    return (bigEndian ? Short.reverseBytes(value) : value) & 0xffff;
  }

  private int int32(int offset) {
    int value = (int) INTS.get(data, offset);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  private long int64(int offset) {
    long value = (long) LONGS.get(data, offset);
    return bigEndian ? Long.reverseBytes(value) : value;
  }

  /** Where a stream's problems go, and whose events it delivers. */
  record RingOutput(RingSource source, ProblemSink problems) {}
}
