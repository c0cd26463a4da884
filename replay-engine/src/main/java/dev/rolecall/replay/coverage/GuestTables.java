// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

/**
 * Guest page tables that hold an entry of every kind: the index of a last entry says what rights it
 * has. They map the 2 MiB in which they lie onto themselves, so that each of them can be the second
 * stage of any other.
 */
final class GuestTables {
  /** How many kinds of last entries there are. */
  static final int KINDS = 64;

  /** Denies reads and writes of data to pages of protection key 1. */
  static final int PKRU = 0b0100;

  /** An address in a page of level 2. */
  static final long LARGE = 1L << 21;

  /** An address in a page of level 2 of 32-bit tables. */
  static final long LARGE_32 = 1L << 22;

  /** An address in a page of level 3, or beyond all tables. */
  static final long HUGE = 1L << 30;

  /** Addresses whose table is in no memory, and that of a large page with reserved bits set. */
  static final long NO_MEMORY = 2L << 21;

  static final long NO_MEMORY_32 = 2L << 22;
  static final long LARGE_RESERVED = 3L << 21;
  static final long LARGE_RESERVED_32 = 3L << 22;

  private static final long BASE = 0x200000;
  private static final long PT = BASE;
  private static final long PD = BASE + 0x1000;
  private static final long PDPT = BASE + 0x2000;
  private static final long PML4 = BASE + 0x3000;
  private static final long PML5 = BASE + 0x4000;
  private static final long PAE_PDPT = BASE + 0x5000;
  private static final long PT_32 = BASE + 0x6000;
  private static final long PD_32 = BASE + 0x7000;
  private static final long EPT_PT = BASE + 0x8000;
  private static final long EPT_PD = BASE + 0x9000;
  private static final long EPT_PDPT = BASE + 0xa000;
  private static final long EPT_PML4 = BASE + 0xb000;
  private static final long EPT_PML5 = BASE + 0xc000;

  /** A table without an entry, of any format. */
  static final long EMPTY = BASE + 0xd000;

  private static final long NOWHERE = 1L << 40;

  private static final long ALL = 0b111; // present, write and user; or read, write and execute
  private static final long PS = 1L << 7;
  private static final long RESERVED_IN_LARGE = 1L << 13;
  private static final long KEY_1 = 1L << 59;
  private static final long NX = 1L << 63;

  /** Reserved with addresses of 48 bits. */
  private static final long RESERVED = 1L << 51;

  private GuestTables() {}

  /** Where the tables of a mode start: the value of CR3, or nCR3. */
  static long root(PagingMode mode) {
    return switch (mode) {
      case NONE, BITS_32 -> PD_32;
      case PAE -> PAE_PDPT;
      case LEVEL_4 -> PML4;
      case LEVEL_5 -> PML5;
    };
  }

  /** The PDPTEs of the tables of PAE mode. */
  static long pdpte(int index) {
    return index == 0 ? PD | 1 : 0;
  }

  /** An EPT pointer to tables of 4 or 5 levels, with or without accessed and dirty bits. */
  static long eptp(int levels, int ad) {
    long root = levels == 5 ? EPT_PML5 : EPT_PML4;
    return root | ((long) ad << 6) | ((levels - 1L) << 3) | 6;
  }

  /** Puts the tables into the memory of a VM. */
  static void place(Script script) {
    script.memory(EMPTY, 0);
    script.memory(PT, lastEntries());
    long nowhere = NOWHERE | ALL;
    script.memory(PD, PT | ALL, BASE | ALL | PS, nowhere, BASE | ALL | PS | RESERVED_IN_LARGE);
    script.memory(PDPT, PD | ALL, ALL | PS);
    script.memory(PML4, PDPT | ALL);
    script.memory(PML5, PML4 | ALL);
    script.memory(PAE_PDPT, pdpte(0), pdpte(1), pdpte(2), pdpte(3));
    script.memory(PT_32, lastEntries32());
    long low = (PT_32 | ALL) | (ALL | PS) << 32;
    long high = (0xc0000000L | ALL) | (ALL | PS | 1L << 21) << 32;
    script.memory(PD_32, low, high);
    script.memory(EPT_PT, lastEntriesOfEpt());
    script.memory(EPT_PD, EPT_PT | ALL, BASE | ALL | PS, nowhere, BASE | ALL | PS | 1L << 13);
    script.memory(EPT_PDPT, EPT_PD | ALL, ALL | PS);
    script.memory(EPT_PML4, EPT_PDPT | ALL);
    script.memory(EPT_PML5, EPT_PML4 | ALL);
  }

  /** Bits 0 to 2 of the index are present, write and user; then no execute, reserved, a key. */
  private static long[] lastEntries() {
    long[] entries = new long[KINDS];
    for (int i = 0; i < KINDS; i++) {
      entries[i] = BASE | (i & ALL) | when(i, 3, NX) | when(i, 4, RESERVED) | when(i, 5, KEY_1);
    }
    return entries;
  }

  private static long[] lastEntriesOfEpt() {
    long[] entries = new long[KINDS];
    for (int i = 0; i < KINDS; i++) {
      entries[i] = BASE | (i & ALL) | when(i, 4, RESERVED);
    }
    return entries;
  }

  /** Two entries a word; those of the 2 MiB with the tables map them onto themselves. */
  private static long[] lastEntries32() {
    long[] words = new long[512];
    for (int i = 0; i < 1024; i++) {
      boolean ofTables = i >= BASE >>> 12;
      long entry = ofTables ? ((long) i << 12) | ALL : i < KINDS ? BASE | (i & ALL) : 0;
      words[i / 2] |= entry << (i % 2 * Integer.SIZE);
    }
    return words;
  }

  private static long when(int index, int bit, long set) {
    return (index >>> bit & 1) != 0 ? set : 0;
  }
}
