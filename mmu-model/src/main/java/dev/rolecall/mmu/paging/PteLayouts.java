// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.bits.BitLayout;

/**
 * The bits of page-table entries by name, for people (SDM volume 3A, tables 4-4 to 4-20; volume 3C,
 * tables 29-1 to 29-7).
 */
public final class PteLayouts {
  private static final BitLayout PT32 =
      flags().field("G", 1).field("avl", 3).padding(20).padding(32).build();

  private static final BitLayout PT64 =
      flags()
          .field("G", 1)
          .field("avl", 3)
          .padding(40)
          .field("avl_high", 7)
          .field("key", 4)
          .field("NX", 1)
          .build();

  private static final BitLayout EPT =
      BitLayout.ofWidth(Long.SIZE)
          .field("R", 1)
          .field("W", 1)
          .field("X", 1)
          .field("memtype", 3)
          .field("IPAT", 1)
          .field("PS", 1)
          .field("A", 1)
          .field("D", 1)
          .field("XU", 1)
          .field("avl", 1)
          .padding(40)
          .field("avl_high", 12)
          .build();

  private PteLayouts() {}

  /** An entry's bits by name, and the address in it. */
  public static String print(PteFormat format, long entry) {
    long address = format.table(entry);
    String bits = of(format).print(entry & ~address);
    return (bits.isEmpty() ? "" : bits + " ") + "0x" + Long.toHexString(address);
  }

  private static BitLayout.Builder flags() {
    return BitLayout.ofWidth(Long.SIZE)
        .field("P", 1)
        .field("W", 1)
        .field("U", 1)
        .field("PWT", 1)
        .field("PCD", 1)
        .field("A", 1)
        .field("D", 1)
        .field("PS", 1);
  }

  private static BitLayout of(PteFormat format) {
    return switch (format) {
      case NONE -> throw new IllegalArgumentException("without paging there are no entries");
      case PT32 -> PT32;
      case PT64 -> PT64;
      case EPT -> EPT;
    };
  }
}
