// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.cpu.EntryMemory;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.replay.trace.LongTuples;

/**
 * The entries that a recorded walk read, handed out in that order whatever address is asked for. Of
 * what lies beside them nothing is known, and no one asks.
 */
final class RecordedEntries implements EntryMemory {
  private static final int HALF = Integer.SIZE;

  private final long[] addresses = new long[GuestWalk.MAX_STEPS];
  private final long[] words = new long[GuestWalk.MAX_STEPS];
  private LongTuples entries = new LongTuples(2);
  private int next;
  private int first;
  private boolean updating;
  private long word;

  /**
   * Starts a walk.
   *
   * @param newEntries tuples of level and entry; valid during the walk
   * @param newFirst how many of them, PDPTEs, are not read from memory
   */
  void start(LongTuples newEntries, int newFirst) {
    entries = newEntries;
    first = newFirst;
    next = newFirst;
    updating = false;
  }

  /** Whether all entries have been read. */
  boolean isExhausted() {
    return next == entries.size();
  }

  @Override
  public boolean load(long gpa) {
    if (updating) {
      word = find(gpa);
      return true;
    }
    int step = next - first;
    if (isExhausted() || step >= GuestWalk.MAX_STEPS) {
      return false;
    }
    long entry = entries.get(next++, 1);
    // A 4-byte entry may be either half of the word that the walker takes it from.
    word = (gpa & 4) != 0 ? entry << HALF : entry;
    addresses[step] = gpa;
    words[step] = word;
    return true;
  }

  private long find(long gpa) {
    for (int i = next - first - 1; i > 0; i--) {
      if (addresses[i] == gpa) {
        return words[i];
      }
    }
    return words[0];
  }

  @Override
  public long word() {
    return word;
  }

  /** The walker asks for this before it sets bits, when it has read all that it reads. */
  @Override
  public boolean isWritable(long gpa) {
    updating = true;
    return true;
  }

  @Override
  public void store(long gpa, long newWord) {
    // What the walk changes it tells itself.
  }
}
