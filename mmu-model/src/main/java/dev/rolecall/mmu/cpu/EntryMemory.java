// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/**
 * Where page-table entries are read from and where accessed and dirty bits go. Addresses are guest
 * physical, of L1 where there are nested guests.
 */
public interface EntryMemory {

  /**
   * Fetches the aligned 8-byte word that holds {@code gpa}, which {@link #word} then returns.
   *
   * @return false if the page cannot be read
   */
  boolean load(long gpa);

  /** The word of the last successful {@link #load}. */
  long word();

  /** Whether the page that holds {@code gpa} can be written. */
  boolean isWritable(long gpa);

  /** Replaces the aligned 8-byte word at {@code gpa}, in a page that can be written. */
  void store(long gpa, long word);
}
