// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/**
 * What is known of a VM's guest physical memory. Reading a page that nobody described fails, as it
 * does in KVM outside of every memory slot; words of a described page that were not given are 0.
 * While nothing at all is described, memory is unknown.
 */
public final class GuestMemory implements EntryMemory {
  private static final int PAGE_SHIFT = 12;
  private static final long PRESENT = 1;
  private static final long READ_ONLY = 2;

  private final LongMap words = new LongMap();

  private final LongMap pages = new LongMap();
  private boolean described;
  private long word;

  /** Whether the guest may write a page. */
  public enum Protection {
    WRITABLE,
    READ_ONLY
  }

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
    pages.put(gpa >>> PAGE_SHIFT, pages.get(gpa >>> PAGE_SHIFT) | PRESENT);
    words.put(gpa, value);
  }

  /** Sets one byte. */
  public void writeByte(long gpa, int value) {
    int shift = (int) (gpa & 7) * Byte.SIZE;
    long aligned = gpa & ~7L;
    writeQword(aligned, (words.get(aligned) & ~(0xffL << shift)) | ((value & 0xffL) << shift));
  }

  /** Says of the page that holds {@code gpa} whether KVM may write it for the guest. */
  public void protect(long gpa, Protection protection) {
    described = true;
    long state = protection == Protection.READ_ONLY ? PRESENT | READ_ONLY : PRESENT;
    pages.put(gpa >>> PAGE_SHIFT, state);
  }

  /** Whether the page that holds {@code gpa} can be read. */
  public boolean contains(long gpa) {
    return pages.get(gpa >>> PAGE_SHIFT) != 0;
  }

  /** The aligned 8-byte word at {@code gpa}, which the memory must contain. */
  public long readQword(long gpa) {
    if (!contains(gpa)) {
      throw new IllegalArgumentException("no memory at 0x%x".formatted(gpa));
    }
    return words.get(gpa & ~7L);
  }

  @Override
  public boolean load(long gpa) {
    word = words.get(gpa & ~7L);
    // A word that is not 0 was given, so its page is there: the common case costs one look-up.
    return word != 0 || contains(gpa);
  }

  @Override
  public long word() {
    return word;
  }

  @Override
  public boolean isWritable(long gpa) {
    return pages.get(gpa >>> PAGE_SHIFT) == PRESENT;
  }

  @Override
  public void store(long gpa, long newWord) {
    words.put(gpa & ~7L, newWord);
  }
}
