// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.paging.PteFormat;

/** What page tables a walk goes through. */
enum Tables {
  NONE("no tables"),
  BITS_32("32-bit tables"),
  PAE("PAE tables"),
  LEVEL_4("4-level tables"),
  LEVEL_5("5-level tables"),
  EPT_4("4-level EPT"),
  EPT_5("5-level EPT");

  private final String words;

  Tables(String words) {
    this.words = words;
  }

  /** Those of a format and so many levels. */
  static Tables of(PteFormat format, int levels) {
    return switch (format) {
      case NONE -> NONE;
      case PT32 -> BITS_32;
      case PT64 -> levels == 5 ? LEVEL_5 : levels == 4 ? LEVEL_4 : PAE;
      case EPT -> levels == 5 ? EPT_5 : EPT_4;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
