// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import java.util.Optional;

/**
 * One walk of one page table, as the records show it: FNAME(walk_addr_generic), v6.1 paging_tmpl.h.
 * Mutable, and used again for other walks.
 */
final class GuestWalk {
  private static final long PRESENT = 1;
  private static final long EPT_RIGHTS = 7;
  private static final long PAGE_SIZE = 1 << 7;
  private static final int PAGE_SHIFT = 12;
  private static final long FRAME = ((1L << 52) - 1) & -(1L << PAGE_SHIFT);
  private static final int PDPT_LEVEL = 3;
  private static final int PAGE_DIRECTORY = 2;
  private static final long ACCESSED = 1 << 5;
  private static final long DIRTY = 1 << 6;

  private final LongTuples entries = new LongTuples(2);
  private final LongTuples accessed = new LongTuples(1);
  private final LongTuples dirty = new LongTuples(1);
  private Optional<MmuId> mmu = Optional.empty();
  private boolean largePages = true;
  private boolean largePagesKnown = true;
  private boolean ept;
  private long position;
  private long address;
  private long error;
  private long fault;
  private Ending ending = Ending.OPEN;
  private boolean sound = true;

  /** How a walk ended. */
  enum Ending {
    /** Not with an error: if at an entry that maps a page, with a translation. */
    OPEN,
    /** With an error of its own. */
    FAULT,
    /** With an error of the walk that was to translate an address of this one. */
    NESTED_FAULT
  }

  /** Starts a walk at a kvm_mmu_pagetable_walk. */
  void start(long newPosition, long newAddress, long newError) {
    position = newPosition;
    address = newAddress;
    error = newError;
    mmu = Optional.empty();
    largePages = true;
    largePagesKnown = true;
    ept = false;
    ending = Ending.OPEN;
    sound = true;
    restart();
  }

  /** Forgets what was read: the kernel does, when an entry changed under its hands. */
  private void restart() {
    entries.clear();
    accessed.clear();
    dirty.clear();
  }

  /** Tells whose tables are walked, and whether bit 7 of a 4-byte directory entry counts. */
  void setMmu(MmuId newMmu, boolean newLargePages, boolean newEpt) {
    mmu = Optional.of(newMmu);
    largePages = newLargePages;
    ept = newEpt;
  }

  /** Whose tables are walked, if that is certain. */
  Optional<MmuId> mmu() {
    return mmu;
  }

  /** Takes an entry that was read. */
  void entry(long level, long pte) {
    if (!isEmpty() && level >= lastLevel()) {
      restart(); // goto retry_walk
    } else if (!isEmpty() && level != lastLevel() - 1) {
      sound = false;
    }
    entries.add(level, pte);
    if (!largePagesKnown && isFourByte() && level != 1 && (pte & PAGE_SIZE) != 0) {
      sound = false;
    }
  }

  /** Whether bit 7 of a 4-byte directory entry counts is not known, nor where such a walk ends. */
  void doubtLargePages() {
    largePagesKnown = false;
  }

  /** Takes the address of an entry whose accessed bit the kernel sets. */
  void accessed(long gpa) {
    accessed.add(gpa);
  }

  /** Takes the address of an entry whose dirty bit the kernel sets. */
  void dirty(long gpa) {
    dirty.add(gpa);
  }

  /** Takes a kvm_mmu_walker_error. */
  void fault(long code, Ending newEnding) {
    fault = code;
    ending = newEnding;
  }

  /** What was recorded leaves open what the walk did. */
  void confuse() {
    sound = false;
  }

  boolean isEmpty() {
    return entries.size() == 0;
  }

  boolean isFaulted() {
    return ending != Ending.OPEN;
  }

  /** Whether the last entry that was read ends the walk: it maps a page, or is not present. */
  boolean isAtEnd() {
    return !isEmpty() && (!isPresent() || isLeaf());
  }

  /** Whether the last entry is present. */
  boolean isPresent() {
    return (lastEntry() & (ept ? EPT_RIGHTS : PRESENT)) != 0;
  }

  private boolean isLeaf() {
    long level = lastLevel();
    boolean huge = (lastEntry() & PAGE_SIZE) != 0;
    if (isFourByte()) {
      return level == 1 || (huge && largePages);
    }
    return level == 1 || (huge && level <= PDPT_LEVEL && !isPdpte(entries.size() - 1));
  }

  /** PAE paging's first entry is a PDPTE, which maps nothing, and whose table is no walk's. */
  private boolean isPdpte(int i) {
    return i == 0 && entries.get(0, 0) == PDPT_LEVEL && !ept;
  }

  private boolean isFourByte() {
    return entries.get(0, 0) == PAGE_DIRECTORY;
  }

  long lastLevel() {
    return entries.get(entries.size() - 1, 0);
  }

  private long lastEntry() {
    return entries.get(entries.size() - 1, 1);
  }

  /** Whether the entry at an address is one of this walk's without its accessed bit. */
  boolean mayMarkAccessed(long gpa) {
    return mayMark(gpa, ACCESSED);
  }

  /** Whether the entry at an address is one of this walk's without its dirty bit. */
  boolean mayMarkDirty(long gpa) {
    return mayMark(gpa, DIRTY);
  }

  private boolean mayMark(long gpa, long bit) {
    for (int i = 0; i < entries.size(); i++) {
      boolean marked = (entries.get(i, 1) & bit) != 0 && !ept;
      if (!isPdpte(i) && !marked && mayBeAt(i, gpa)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an entry may be at an address; where the root table is, the records do not say. */
  private boolean mayBeAt(int i, long gpa) {
    int indexBits = isFourByte() ? 10 : 9;
    int size = isFourByte() ? 4 : 8;
    int shift = PAGE_SHIFT + indexBits * (int) (entries.get(i, 0) - 1);
    long offset = ((address >>> shift) & ((1L << indexBits) - 1)) * size;
    if (i == 0) {
      return (gpa & ~FRAME) == offset;
    }
    return gpa == (entries.get(i - 1, 1) & FRAME) + offset;
  }

  long position() {
    return position;
  }

  long address() {
    return address;
  }

  long error() {
    return error;
  }

  long fault() {
    return fault;
  }

  Ending ending() {
    return ending;
  }

  /** Whether the records leave no doubt of what the walk did. */
  boolean isSound() {
    return sound;
  }

  LongTuples entries() {
    return entries;
  }

  LongTuples accessed() {
    return accessed;
  }

  LongTuples dirty() {
    return dirty;
  }
}
