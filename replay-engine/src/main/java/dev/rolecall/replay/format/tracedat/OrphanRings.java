// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the compressed ring data of a version 7 file that was cut: the options that describe a
 * buffer come behind its data and are the first to go.
 *
 * <p>Sections follow one another, and in a buffer's section each CPU's chunks start at a page
 * boundary. CPUs without data leave no trace, so that the numbers found are those of the order.
 */
final class OrphanRings {
  private static final int MAX_SECTIONS = 1 << 12;
  private static final int MAX_CPUS = 1 << 13;
  private static final int COUNT_SIZE = 4;

  private final FileBytes file;
  private final ByteOrder order;
  private final int pageSize;

  OrphanRings(FileBytes file, FileHeader header) {
    this.file = file;
    this.order = header.order();
    this.pageSize = header.pageSize();
  }

  /** The rings of the first buffer behind the section at an offset; none if there is none. */
  List<Buffer.Ring> find(long firstSection) {
    long offset = firstSection;
    try {
      for (int i = 0; i < MAX_SECTIONS; i++) {
        SectionHeader header = SectionHeader.read(file, order, offset);
        if (header.id() == Option.BUFFER) {
          return header.compressed() ? rings(header) : List.of();
        }
        if (header.size() < 0 || header.size() > file.size() - header.content()) {
          return List.of();
        }
        offset = header.content() + header.size();
      }
    } catch (TraceInputException e) {
      return List.of(); // the file ends in front of any ring; the caller has a better message
    }
    return List.of();
  }

  private List<Buffer.Ring> rings(SectionHeader section) {
    long stated = section.size();
    boolean whole = stated > 0 && stated <= file.size() - section.content();
    long limit = whole ? section.content() + stated : file.size();
    List<Buffer.Ring> rings = new ArrayList<>();
    long start = aligned(section.content());
    while (start + COUNT_SIZE < limit && rings.size() < MAX_CPUS) {
      long end = end(start, limit);
      rings.add(new Buffer.Ring(rings.size(), start, end - start - COUNT_SIZE, true));
      start = aligned(end);
    }
    return rings;
  }

  private long aligned(long offset) {
    return (offset + pageSize - 1) & -pageSize;
  }

  /** The end of the chunks that start at an offset, or the limit if they are cut there. */
  private long end(long start, long limit) {
    Cursor cursor = new Cursor(file, order, start, limit);
    try {
      for (long left = cursor.u32("number of chunks"); left > 0; left--) {
        long size = cursor.u32("compressed size");
        cursor.u32("uncompressed size");
        cursor.skip(size, "chunk");
      }
      return cursor.position();
    } catch (TraceInputException e) {
      return limit; // reading the ring meets the cut again and reports it
    }
  }
}
