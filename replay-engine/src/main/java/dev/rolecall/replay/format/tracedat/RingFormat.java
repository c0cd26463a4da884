// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** What the decoder of a ring's pages has to know of the traced kernel. */
final class RingFormat {
  private static final int DEFAULT_TYPE_OFFSET = 0;
  private static final int DEFAULT_PID_OFFSET = 4;

  private final ByteOrder order;
  private final PageLayout layout;
  private final TimeConversion conversion;
  private final EventFormats formats;
  private final int typeOffset;
  private final int pidOffset;
  private final int commonLength;
  private final int[] leastLength;

  RingFormat(Contents contents) {
    this.order = contents.header.order();
    this.layout = contents.pageLayout;
    this.conversion = contents.conversion;
    this.formats = contents.formats;
    this.typeOffset = commonOffset("common_type", Short.BYTES, DEFAULT_TYPE_OFFSET);
    this.pidOffset = commonOffset("common_pid", Integer.BYTES, DEFAULT_PID_OFFSET);
    this.commonLength = Math.max(typeOffset + Short.BYTES, pidOffset + Integer.BYTES);
    this.leastLength =
        new int[formats.all().stream().mapToInt(EventFormat::id).max().orElse(0) + 1];
    Arrays.fill(leastLength, commonLength);
    formats.all().forEach(f -> leastLength[f.id()] = Math.max(commonLength, f.fixedLength()));
  }

  /** The kernel starts every event alike, so that any format tells. */
  private int commonOffset(String name, int size, int fallback) {
    return formats.all().stream()
        .map(format -> format.field(name))
        .flatMap(Optional::stream)
        .filter(field -> field.size() == size)
        .map(Field::offset)
        .findFirst()
        .orElse(fallback);
  }

  ByteOrder order() {
    return order;
  }

  PageLayout layout() {
    return layout;
  }

  TimeConversion conversion() {
    return conversion;
  }

  int typeOffset() {
    return typeOffset;
  }

  int pidOffset() {
    return pidOffset;
  }

  /** The bytes that an event of any kind has at least. */
  int commonLength() {
    return commonLength;
  }

  /** By event id, the bytes that a record has at least; up to the highest id with a format. */
  int[] leastLength() {
    return leastLength;
  }

  String eventName(int id) {
    return formats.byId(id).map(EventFormat::name).orElse("with id " + id);
  }
}
