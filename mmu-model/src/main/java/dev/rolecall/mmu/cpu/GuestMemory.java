// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of a VM's guest physical memory. Reading a page that nobody described fails, as it
 * does in KVM outside of every memory slot; while nothing at all is described, memory is unknown.
 */
public final class GuestMemory {
  private static final int PAGE_SHIFT = 12;
  private static final int QWORDS = 512;

  private final Map<Long, long[]> pages = new HashMap<>();
  private boolean described;

  /** Whether anything is known; if not, a read yields nothing that could be relied on. */
  public boolean isDescribed() {
    return described;
  }

  /** Notes that the VM's memory is described, though perhaps nothing in it. */
  public void describe() {
    described = true;
  }

  /** Sets the aligned 8-byte word at guest physical address {@code gpa}. */
  public void writeQword(long gpa, long value) {
    if ((gpa & 7) != 0) {
      throw new IllegalArgumentException("0x%x is not aligned to 8 bytes".formatted(gpa));
    }
    described = true;
    pages.computeIfAbsent(gpa >>> PAGE_SHIFT, pfn -> new long[QWORDS])[index(gpa)] = value;
  }

  /** Sets one byte. */
  public void writeByte(long gpa, int value) {
    int shift = (int) (gpa & 7) * Byte.SIZE;
    long aligned = gpa & ~7L;
    long old = contains(aligned) ? readQword(aligned) : 0;
    writeQword(aligned, (old & ~(0xffL << shift)) | ((value & 0xffL) << shift));
  }

  /** Whether the page that holds {@code gpa} can be read. */
  public boolean contains(long gpa) {
    return pages.containsKey(gpa >>> PAGE_SHIFT);
  }

  /** The aligned 8-byte word at {@code gpa}, which the memory must contain. */
  public long readQword(long gpa) {
    long[] page = pages.get(gpa >>> PAGE_SHIFT);
    if (page == null) {
      throw new IllegalArgumentException("no memory at 0x%x".formatted(gpa));
    }
    return page[index(gpa)];
  }

  private static int index(long gpa) {
    return (int) (gpa >>> 3) & (QWORDS - 1);
  }
}
