// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.util.List;

/** Any text, of which no field is read. */
final class PlainShape extends TextShape {
  PlainShape(String name) {
    super(name, List.of());
  }

  @Override
  boolean read(ByteText text, long[] values) {
    return true;
  }
}
