// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a version 7 file compresses its sections. */
enum Compression {
  NONE,
  ZLIB,
  ZSTD;

  /** The compression that a file header names. */
  static Optional<Compression> named(String name) {
    return Arrays.stream(values())
        .filter(compression -> compression.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }
}
