// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.PteFormat;
import dev.rolecall.mmu.paging.WalkedTables;
import dev.rolecall.replay.trace.LongTuples;

/** The tables of a context as a recorded walk found them. */
final class RecordedTables implements WalkedTables {
  private static final int PAE_LEVELS = 3;

  private GuestPaging paging = GuestPaging.NONE;
  private int rootLevel;
  private long pgd;
  private long pdpte;

  /** Takes the context that walks, and the entries, tuples of level and entry, that it read. */
  void take(VcpuMmu model, MmuId context, LongTuples entries) {
    paging = model.paging(context).orElse(GuestPaging.NONE);
    rootLevel = model.context(context).rootLevel();
    pgd = model.pgd(context);
    pdpte = entries.size() > 0 ? entries.get(0, 1) : 0;
  }

  /** Whether a walk starts with a PDPTE, which is no entry of a table in memory. */
  boolean hasPdptes() {
    return rootLevel == PAE_LEVELS && paging.format() == PteFormat.PT64;
  }

  @Override
  public GuestPaging paging() {
    return paging;
  }

  @Override
  public int rootLevel() {
    return rootLevel;
  }

  @Override
  public long pgd() {
    return pgd;
  }

  @Override
  public long pdptr(int index) {
    return pdpte;
  }
}
