// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.List;
import java.util.Optional;

/**
 * The layout of a ring buffer page, from {@code events/header_page}: a timestamp of 8 bytes, then
 * the commit word, then the data.
 *
 * @param commitSize bytes in the commit word, which is a {@code long} of the traced kernel
 * @param dataOffset bytes from the start of the page to its data
 */
record PageLayout(int commitSize, int dataOffset) {
  static final int TIMESTAMP_OFFSET = 0;
  static final int COMMIT_OFFSET = Long.BYTES;

  /** The bits of the commit word that count the page's data, linux ring_buffer.c. */
  static final int COMMIT_MASK = (1 << 27) - 1;

  /** Set in the commit word if events were dropped in front of the page: RB_MISSED_EVENTS. */
  static final int MISSED_EVENTS = 1 << 31;

  /** Set if a {@code long} behind the page's data says how many: RB_MISSED_STORED. */
  static final int MISSED_STORED = 1 << 30;

  /** The layout on a kernel whose {@code long} has that many bytes. */
  static PageLayout ofLongSize(int longSize) {
    return new PageLayout(longSize, COMMIT_OFFSET + longSize);
  }

  /** The layout that the text describes, if it is one that the reader knows. */
  static Optional<PageLayout> parse(String headerPage) {
    List<Field> fields = EventFormatParser.parseFields(headerPage);
    Optional<Field> timestamp = named(fields, "timestamp");
    Optional<Field> commit = named(fields, "commit");
    Optional<Field> data = named(fields, "data");
    if (timestamp.isEmpty() || commit.isEmpty() || data.isEmpty()) {
      return Optional.empty();
    }
    int longSize = commit.get().size();
    boolean known =
        timestamp.get().offset() == TIMESTAMP_OFFSET
            && timestamp.get().size() == Long.BYTES
            && commit.get().offset() == COMMIT_OFFSET
            && (longSize == Integer.BYTES || longSize == Long.BYTES)
            && data.get().offset() == COMMIT_OFFSET + longSize;
    return known ? Optional.of(ofLongSize(longSize)) : Optional.empty();
  }

  private static Optional<Field> named(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
