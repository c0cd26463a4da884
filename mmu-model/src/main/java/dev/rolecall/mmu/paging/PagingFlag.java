// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/** What, beside its format, decides how a context walks guest page tables. */
public enum PagingFlag {
  /** EFER.NX: bit 63 of an entry forbids execution; without it the bit is reserved. */
  NX,
  /** CR0.WP: supervisor writes obey the W bit. */
  WP,
  /** CR4.PSE: 4 MiB pages in 32-bit paging. */
  PSE,
  /** CR4.SMEP: the supervisor does not execute user pages. */
  SMEP,
  /** CR4.SMAP: the supervisor does not access user pages. */
  SMAP,
  /** CR4.PKE in long mode: protection keys. */
  PKE,
  /** Error codes tell instruction fetches. */
  PFERR_FETCH,
  /** Entries have accessed and dirty bits. */
  ACCESSED_DIRTY,
  /** 1 GiB pages. */
  GBPAGES,
  /** An AMD CPU: bit 8 of entries that refer to tables is reserved at levels 4 and 5. */
  AMD,
  /** EPT entries with X alone are legal. */
  EXECONLY
}
