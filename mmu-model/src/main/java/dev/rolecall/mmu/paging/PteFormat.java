// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.role.RoleRegs;

/**
 * How the entries of a page table are laid out (SDM volume 3A, 4.3 to 4.5; volume 3C, 29.3.2):
 * PTTYPE of paging_tmpl.h. Levels count from 1, the table whose entries map 4 KiB.
 */
public enum PteFormat {
  /** There is no paging: an address is its own translation. */
  NONE(0, 0, 0, 0, 0),
  /** 4-byte entries, 2 levels of 10 bits. */
  PT32(2, 10, 5, 6, 0xffff_f000L),
  /** 8-byte entries, PAE, 4 or 5 levels of 9 bits. */
  PT64(3, 9, 5, 6, 0xf_ffff_ffff_f000L),
  /** Extended page tables, 4 or 5 levels of 9 bits. */
  EPT(3, 9, 8, 9, 0xf_ffff_ffff_f000L);

  private static final int PAGE_SHIFT = 12;
  private static final long LARGE = 1L << 7;
  private static final long PT_PRESENT = 1;
  private static final long EPT_RWX = 7;

  /** PAT-independent bits 32 to 35 of a 4 MiB page's address, which lie at 13 to 16 (PSE-36). */
  private static final long PSE36_MASK = 0xfL << 13;

  private static final int PSE36_SHIFT = 32 - 13;

  private final int sizeShift;
  private final int indexBits;
  private final int accessedShift;
  private final int dirtyShift;
  private final long frameMask;

  PteFormat(int sizeShift, int indexBits, int accessedShift, int dirtyShift, long frameMask) {
    this.sizeShift = sizeShift;
    this.indexBits = indexBits;
    this.accessedShift = accessedShift;
    this.dirtyShift = dirtyShift;
    this.frameMask = frameMask;
  }

  /** The format that a guest with these registers has. */
  public static PteFormat of(RoleRegs regs) {
    if (!regs.pg()) {
      return NONE;
    }
    return regs.pae() || regs.lma() ? PT64 : PT32;
  }

  /** The table's address in an entry, or in CR3, nCR3 or the EPT pointer. */
  long table(long entry) {
    return entry & frameMask;
  }

  /** The offset within its table of the entry for {@code address}, in bytes. */
  long entryOffset(long address, int level) {
    long index = (address >>> shift(level)) & ((1L << indexBits) - 1);
    return index << sizeShift;
  }

  /** The entry at {@code gpa}, of the aligned 8 bytes that hold it. */
  long entry(long gpa, long word) {
    return this == PT32 ? (word >>> wordShift(gpa)) & 0xffff_ffffL : word;
  }

  /** The aligned 8 bytes at {@code gpa} with that entry in them. */
  long wordWith(long gpa, long word, long entry) {
    if (this != PT32) {
      return entry;
    }
    int at = wordShift(gpa);
    return (word & ~(0xffff_ffffL << at)) | (entry << at);
  }

  private static int wordShift(long gpa) {
    return (int) (gpa & 4) * Byte.SIZE;
  }

  /** Whether an entry maps anything; EPT counts any right. */
  public boolean isPresent(long entry) {
    return (entry & (this == EPT ? EPT_RWX : PT_PRESENT)) != 0;
  }

  /** Whether bit 7 is set: a large page, where the level has those. */
  static boolean isLarge(long entry) {
    return (entry & LARGE) != 0;
  }

  /** What a last entry at that level translates {@code address} to. */
  long translation(long entry, long address, int level) {
    long offset = (1L << shift(level)) - 1;
    long base = entry & frameMask & ~offset;
    if (this == PT32 && level > 1) {
      base |= (entry & PSE36_MASK) << PSE36_SHIFT;
    }
    return base | (address & offset);
  }

  private int shift(int level) {
    return PAGE_SHIFT + (level - 1) * indexBits;
  }

  /** The accessed bit. */
  public long accessed() {
    return 1L << accessedShift;
  }

  /** The dirty bit. */
  public long dirty() {
    return 1L << dirtyShift;
  }
}
