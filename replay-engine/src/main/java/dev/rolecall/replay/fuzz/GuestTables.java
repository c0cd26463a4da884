// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * The page tables of a generated guest: a few pages that point at each other, so that each of them
 * is a table of every level, of every mode, L1's and L2's, and a root of some. Their frames lie
 * where an address of theirs is itself translated by entries that are there.
 */
final class GuestTables {
  /** How many pages there are; the first ones hold PDPTEs that PAE paging can load. */
  static final int PAGES = 10;

  private static final int PDPT_PAGES = 3;

  /** So many roots are used again and again, as few as KVM remembers. */
  private static final int OFTEN_USED = 4;

  private static final long FIRST_FRAME = 0x200;
  private static final int LOW_ENTRIES = 12;
  private static final int HIGH_ENTRIES = 4;
  private static final int HIGHEST_INDEX = 511;
  private static final int HIGH_OFFSET = (HIGHEST_INDEX + 1 - HIGH_ENTRIES) * Long.BYTES;
  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;
  private static final int INDEX_BITS_32 = 10;

  private static final long P = 1;
  private static final long PWU = 7;
  private static final long ACCESSED_DIRTY = 0x60;
  private static final long EPT_ACCESSED_DIRTY = 0x300;
  private static final long LARGE = 1L << 7;
  private static final long NX = 1L << 63;
  private static final int KEY_SHIFT = 59;

  private final SeededRandom random;
  private boolean ept;
  private int faultPercent;
  private int rightsPercent;
  private int largePercent;
  private int keyPercent;
  private int nxPercent;
  private int pages32;

  GuestTables(SeededRandom random) {
    this.random = random;
  }

  /** Begins the tables of a trace: how often their entries are damaged, and which are 32-bit. */
  void start(FuzzHost host) {
    ept = host.hasTdp() && !host.isAmd() && random.percent(60);
    boolean sound = random.percent(35); // or nothing would get through two stages of tables
    faultPercent = sound ? 0 : (int) random.pick(1, 4, 25);
    rightsPercent = sound ? 0 : (int) random.pick(1, 3, 15);
    keyPercent = (int) random.pick(0, 12);
    nxPercent = (int) random.pick(0, 8);
    largePercent = sound ? 1 : (int) random.pick(5, 15);
    pages32 = random.percent(30) ? (int) random.bits() & ((1 << PAGES) - 1) : 0;
  }

  /** A root page table for a mode, as CR3, nCR3 or the EPT pointer hold it. */
  long root(PagingMode mode) {
    if (mode == PagingMode.PAE) {
      return frame(random.below(PDPT_PAGES)) | random.below(3) * 0x20L;
    }
    if (random.percent(15)) {
      return frame(random.below(PAGES)) | random.below(4) * 8L;
    }
    return frame(PDPT_PAGES + random.below(OFTEN_USED));
  }

  /** Whether PAE paging finds PDPTEs at an address. */
  boolean isPdpt(long cr3) {
    long page = (cr3 >>> PAGE_SHIFT) - FIRST_FRAME;
    return page >= 0 && page < PDPT_PAGES && (cr3 & 0xfff) < (long) LOW_ENTRIES * Long.BYTES;
  }

  private static long frame(int page) {
    return (FIRST_FRAME + page) << PAGE_SHIFT;
  }

  /**
   * Makes this a {@code memory} event that fills one end of a page.
   *
   * @param half twice the page, plus 1 for its last entries
   */
  void fill(int half, TraceEvent event) {
    int page = half >>> 1;
    boolean high = (half & 1) == 1;
    event.reset(EventType.MEMORY);
    event.args().set(Arg.GPA, frame(page) + (high ? HIGH_OFFSET : 0));
    LongTuples qwords = event.args().setTuples(Arg.QWORDS);
    for (int left = high ? HIGH_ENTRIES : LOW_ENTRIES; left > 0; left--) {
      qwords.add(page < PDPT_PAGES && !high ? pdpte() : word(page));
    }
  }

  /** Makes this a {@code memory} event that changes one word of a table. */
  void change(TraceEvent event) {
    int page = random.below(PAGES);
    int index = index(LOW_ENTRIES, HIGHEST_INDEX);
    boolean pdpt = page < PDPT_PAGES && index < LOW_ENTRIES;
    event.reset(EventType.MEMORY);
    event.args().set(Arg.GPA, frame(page) + (long) index * Long.BYTES);
    event.args().setTuples(Arg.QWORDS).add(pdpt ? pdpte() : word(page));
  }

  /** Four PDPTEs that can be loaded. */
  void pdptes(LongTuples into) {
    for (int i = 0; i < 4; i++) {
      into.add(pdpte());
    }
  }

  private long pdpte() {
    long entry = table() | (random.percent(90) ? P : 0) | (random.percent(10) ? 0x18 : 0);
    return random.percent(faultPercent / 4) ? entry ^ 1L << random.below(Long.SIZE) : entry;
  }

  private long table() {
    return frame(PDPT_PAGES + random.below(PAGES - PDPT_PAGES));
  }

  private long word(int page) {
    long entry = entry();
    return (pages32 & 1 << page) != 0 ? (entry & 0xffff_ffffL) | entry() << 32 : entry;
  }

  private long entry() {
    long entry = random.percent(largePercent) ? large() : table();
    // EPT keeps accessed and dirty bits elsewhere, and these ones clear above the last level.
    entry |= PWU | (random.bits() & (ept ? EPT_ACCESSED_DIRTY : ACCESSED_DIRTY));
    if (random.percent(rightsPercent)) {
      entry &= ~(random.bits() & PWU & ~P);
    }
    entry |= random.percent(nxPercent) ? NX : 0;
    entry |= random.percent(keyPercent) ? (long) random.below(16) << KEY_SHIFT : 0;
    return random.percent(faultPercent) ? damaged(entry) : entry;
  }

  /** A large page, mostly one whose address fits its size. */
  private long large() {
    long address = random.pick(FIRST_FRAME << PAGE_SHIFT, 0, 1L << 30, 5L << 22);
    long low = random.percent(10) ? 1L << (13 + random.below(17)) : 0;
    return address | low | LARGE;
  }

  private long damaged(long entry) {
    return switch (random.below(4)) {
      case 0 -> entry & ~P;
      case 1 -> entry & ~PWU;
      case 2 -> entry ^ 1L << (32 + random.below(20));
      default -> entry ^ 1L << random.below(Long.SIZE);
    };
  }

  /** A virtual address of a mode whose entries mostly exist. */
  long address(PagingMode mode) {
    long offset = random.below(1 << PAGE_SHIFT);
    return switch (mode) {
      case UNPAGED -> random.bits() >>> (32 + random.below(32));
      case BITS32 -> offset | indices32();
      case PAE -> offset | (long) random.below(4) << 30 | indices(2);
      case LEVELS4 -> canonical(offset | indices(4), 4);
      case LEVELS5 -> canonical(offset | indices(5), 5);
    };
  }

  /** An L2 physical address whose entries mostly exist: often one of the tables'. */
  long nestedAddress() {
    long offset = random.below(1 << PAGE_SHIFT);
    return offset | (random.percent(60) ? frame(random.below(PAGES)) : indices(4));
  }

  private long indices(int levels) {
    long address = 0;
    for (int level = 0; level < levels; level++) {
      address |= (long) index(LOW_ENTRIES, HIGHEST_INDEX) << (PAGE_SHIFT + level * INDEX_BITS);
    }
    return address;
  }

  private long indices32() {
    int highest = 2 * HIGHEST_INDEX + 1;
    long low = (long) index(2 * LOW_ENTRIES, highest) << PAGE_SHIFT;
    return low | (long) index(2 * LOW_ENTRIES, highest) << (PAGE_SHIFT + INDEX_BITS_32);
  }

  private int index(int low, int highest) {
    return random.percent(75) ? random.below(low) : highest - random.below(HIGH_ENTRIES);
  }

  private long canonical(long address, int levels) {
    int unused = Long.SIZE - PAGE_SHIFT - levels * INDEX_BITS;
    return random.percent(2) ? random.bits() : address << unused >> unused;
  }
}
