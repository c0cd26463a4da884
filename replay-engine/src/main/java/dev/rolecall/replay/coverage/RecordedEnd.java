// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * What a recorded walk came to: its error code (SDM volume 3A, 4.7; EPT as FNAME(walk_addr_generic)
 * gives it, v6.1 paging_tmpl.h), and the entries where the code leaves two rules.
 */
final class RecordedEnd {
  private static final long PTE_WRITE = 1L << 1;
  private static final long PTE_USER = 1L << 2;
  private static final long PTE_NX = 1L << 63;
  private static final int PDPTE_LEVEL = 3;

  private RecordedEnd() {}

  /** Whether an event records what its walk came to, by entries that were read. */
  static boolean isKnown(TraceEvent event) {
    boolean ended =
        event.expectations().has(ExpectKey.FAULT) || event.expectations().has(ExpectKey.GPA);
    return ended && event.args().has(Arg.PTES) && event.args().tuples(Arg.PTES).size() > 0;
  }

  /** The end of a walk through such tables, which is known. */
  static WalkEnd of(TraceEvent event, Tables tables) {
    LongTuples ptes = event.args().tuples(Arg.PTES);
    if (!event.expectations().has(ExpectKey.FAULT)) {
      return WalkEnd.translated((int) ptes.get(ptes.size() - 1));
    }
    long error = event.expectations().number(ExpectKey.FAULT);
    if ((error & Pferr.RSVD) != 0) {
      return WalkEnd.RESERVED;
    }
    if ((error & Pferr.PRESENT) == 0) {
      return WalkEnd.NOT_PRESENT;
    }
    return isEpt(tables) ? ept(error) : denied(error, ptes, tables);
  }

  private static boolean isEpt(Tables tables) {
    return tables == Tables.EPT_4 || tables == Tables.EPT_5;
  }

  private static WalkEnd ept(long error) {
    if ((error & Pferr.FETCH) != 0) {
      return WalkEnd.FETCH;
    }
    return (error & Pferr.WRITE) != 0 ? WalkEnd.WRITE : WalkEnd.READ;
  }

  private static WalkEnd denied(long error, LongTuples ptes, Tables tables) {
    if ((error & Pferr.PK) != 0) {
      return WalkEnd.PROTECTION_KEY;
    }
    boolean user = (error & Pferr.USER) != 0;
    if (user && !all(ptes, tables, PTE_USER)) {
      return WalkEnd.USER;
    }
    if ((error & Pferr.FETCH) != 0) {
      return user || any(ptes, PTE_NX) ? WalkEnd.FETCH : WalkEnd.SMEP;
    }
    boolean write = (error & Pferr.WRITE) != 0;
    return write && !all(ptes, tables, PTE_WRITE) ? WalkEnd.WRITE : WalkEnd.SMAP;
  }

  /** Whether each entry has a right; PDPTEs of PAE tables have none to give. */
  private static boolean all(LongTuples ptes, Tables tables, long right) {
    for (int i = 0; i < ptes.size(); i++) {
      boolean gives = tables != Tables.PAE || ptes.get(i) != PDPTE_LEVEL;
      if (gives && (ptes.get(i, 1) & right) == 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean any(LongTuples ptes, long bit) {
    for (int i = 0; i < ptes.size(); i++) {
      if ((ptes.get(i, 1) & bit) != 0) {
        return true;
      }
    }
    return false;
  }
}
