// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteOrder;

/**
 * The header of a section, trace-cmd.dat.v7(5), "FORMAT OF THE SECTION HEADER".
 *
 * @param id the section's number, one of {@link Option}
 * @param compressed whether its content is
 * @param size bytes behind the header, as the file states them
 * @param content the offset of the first byte behind the header
 */
record SectionHeader(int id, boolean compressed, long size, long content) {
  private static final int COMPRESSED = 1;

  /** Reads the header at an offset, which may lie anywhere. */
  static SectionHeader read(FileBytes file, ByteOrder order, long offset)
      throws TraceInputException {
    if (offset < 0 || offset > file.size()) {
      throw file.damage(
          file.size(),
          "expected the section that the file says to be at byte "
              + Long.toUnsignedString(offset)
              + ", found the file's end: it was cut");
    }
    Cursor cursor = new Cursor(file, order, offset, file.size());
    int id = cursor.u16("section number");
    int flags = cursor.u16("section flags");
    cursor.u32("section description");
    long size = cursor.u64("section size");
    return new SectionHeader(id, (flags & COMPRESSED) != 0, size, cursor.position());
  }
}
