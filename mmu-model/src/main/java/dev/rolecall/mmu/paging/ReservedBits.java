// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import static dev.rolecall.mmu.paging.PagingFlag.AMD;
import static dev.rolecall.mmu.paging.PagingFlag.EXECONLY;
import static dev.rolecall.mmu.paging.PagingFlag.GBPAGES;
import static dev.rolecall.mmu.paging.PagingFlag.NX;
import static dev.rolecall.mmu.paging.PagingFlag.PSE;

import java.util.Set;

/**
 * The bits of page-table entries that must be 0, by level and by whether bit 7 is set, and for EPT
 * the illegal combinations of memory type and rights: struct rsvd_bits_validate, kvm_host.h. Of
 * guest tables they are what a walk faults on, of KVM's own what an SPTE must not have.
 */
public final class ReservedBits {
  /** No bits at all: without paging there are no entries. */
  public static final ReservedBits NONE = new ReservedBits();

  private static final int LEVELS = 5;
  private static final long BIT_7 = 1L << 7;
  private static final long BIT_8 = 1L << 8;
  private static final long BIT_63 = 1L << 63;

  /** The largest physical address of an 8-byte entry but PAE's has 52 bits. */
  private static final int HIGHEST_ADDRESS_BIT = 51;

  /** Memory types 2, 3 and 7 do not exist (SDM volume 3C, 29.3.3.1). */
  private static final long BAD_MEMORY_TYPES = 0xff00_0000_ffff_0000L;

  private static final long EACH_MEMORY_TYPE = 0x0101_0101_0101_0101L;
  private static final int W_ALONE = 2;
  private static final int X_ALONE = 4;
  private static final int WX_ALONE = 6;

  private final long[] small = new long[LEVELS];
  private final long[] large = new long[LEVELS];
  private long badMtXwr;

  private ReservedBits() {}

  /**
   * For the tables of a guest that are not EPT, or KVM's that are not: __reset_rsvds_bits_mask(),
   * v5.18 mmu.c.
   *
   * @param rootLevel 2 for 32-bit paging, 3 for PAE, 4 or 5
   * @param maxphyaddr the width of physical addresses in bits
   * @param flags of which NX, PSE, GBPAGES and AMD count
   */
  public static ReservedBits legacy(int rootLevel, int maxphyaddr, Set<PagingFlag> flags) {
    ReservedBits bits = new ReservedBits();
    switch (rootLevel) {
      case 2 -> bits.large[1] = flags.contains(PSE) ? range(17, 21) : 0;
      case 3 -> bits.pae(maxphyaddr, flags);
      case 4, 5 -> bits.long64(rootLevel, maxphyaddr, flags);
      default -> throw new IllegalArgumentException("no page table has " + rootLevel + " levels");
    }
    return bits;
  }

  private void pae(int maxphyaddr, Set<PagingFlag> flags) {
    long high = range(maxphyaddr, 62) | (flags.contains(NX) ? 0 : BIT_63);
    both(1, high);
    small[1] = high;
    large[1] = high | range(13, 20);
    small[2] = high | BIT_63 | range(5, 8) | range(1, 2);
  }

  private void long64(int rootLevel, int maxphyaddr, Set<PagingFlag> flags) {
    long high = range(maxphyaddr, HIGHEST_ADDRESS_BIT) | (flags.contains(NX) ? 0 : BIT_63);
    long nonleaf = high | BIT_7 | (flags.contains(AMD) ? BIT_8 : 0);
    long gbpage = flags.contains(GBPAGES) ? 0 : BIT_7;
    both(1, high);
    small[1] = high;
    large[1] = high | range(13, 20);
    small[2] = high | gbpage;
    large[2] = high | gbpage | range(13, 29);
    both(4, nonleaf);
    if (rootLevel == 5) {
      both(5, nonleaf);
    }
  }

  /**
   * For extended page tables of five levels or fewer: __reset_rsvds_bits_mask_ept(), v5.18 mmu.c.
   *
   * @param maxphyaddr the width of physical addresses in bits
   * @param largest the level of the largest page, 1 to 3
   * @param flags of which EXECONLY counts
   */
  public static ReservedBits ept(int maxphyaddr, int largest, Set<PagingFlag> flags) {
    ReservedBits bits = new ReservedBits();
    long high = range(maxphyaddr, HIGHEST_ADDRESS_BIT);
    long no1g = largest < 3 ? BIT_7 : 0;
    long no2m = largest < 2 ? BIT_7 : 0;
    bits.both(5, high | range(3, 7));
    bits.both(4, high | range(3, 7));
    bits.small[2] = high | range(3, 6) | no1g;
    bits.large[2] = high | range(12, 29) | no1g;
    bits.small[1] = high | range(3, 6) | no2m;
    bits.large[1] = high | range(12, 20) | no2m;
    bits.both(1, high);
    bits.badMtXwr =
        BAD_MEMORY_TYPES | (EACH_MEMORY_TYPE << W_ALONE) | (EACH_MEMORY_TYPE << WX_ALONE);
    if (!flags.contains(EXECONLY)) {
      bits.badMtXwr |= EACH_MEMORY_TYPE << X_ALONE;
    }
    return bits;
  }

  private void both(int level, long mask) {
    small[level - 1] = mask;
    large[level - 1] = mask;
  }

  /** Whether an entry at that level, 1 to 5, has a bit that must be 0, or is an illegal EPT one. */
  public boolean isSet(long entry, int level) {
    return (entry & mask(entry, level)) != 0 || ((badMtXwr >>> (entry & 0x3f)) & 1) != 0;
  }

  /** The bits that must be 0 in an entry at that level, 1 to 5, which depend on its bit 7. */
  public long mask(long entry, int level) {
    return (PteFormat.isLarge(entry) ? large : small)[level - 1];
  }

  /** For EPT a bit for each value of an entry's bits 5:0 that is illegal; else 0. */
  public long badMtXwr() {
    return badMtXwr;
  }

  /** Bits {@code from} to {@code to}; none if there is no bit between: rsvd_bits(), mmu.h. */
  private static long range(int from, int to) {
    return to < from ? 0 : (-1L >>> (63 - to + from)) << from;
  }
}
