// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.PteFormat;
import java.util.Set;

/**
 * What the last walk of a vCPU leaves for the mapping that KVM makes of it: struct guest_walker
 * when FNAME(page_fault) goes on with it (v6.1 paging_tmpl.h).
 */
final class LastWalk {
  private static final int LEVELS = GuestWalk.MAX_STEPS + 1;
  private static final long NX = 1L << 63;
  private static final int PAGE_SHIFT = 12;

  private final AccessBits access;
  private final long[] tables = new long[LEVELS];
  private final int[] tableAccess = new int[LEVELS];
  private GuestPaging paging = GuestPaging.NONE;
  private MmuId mmu = MmuId.ROOT;
  private boolean valid;
  private long address;
  private long gfn;
  private int level;
  private int top;
  private boolean hasPdpte;
  private int pteAccess;

  /** Whose tables were to translate which address, for which access. */
  record Request(MmuId mmu, long address, long pferr) {}

  LastWalk(AccessBits access) {
    this.access = access;
  }

  /** There is none, or none that is known to be right. */
  void forget() {
    valid = false;
  }

  /** Takes a walk that came to a translation. */
  void take(Request request, GuestPaging newPaging, GuestWalk walk) {
    valid = true;
    mmu = request.mmu();
    paging = newPaging;
    address = request.address();
    gfn = walk.gpa() >>> PAGE_SHIFT;
    level = walk.level();
    pteAccess = access.mapped(paging.flags(), request.pferr(), walk.pteAccess());
    takeTables(walk);
  }

  private void takeTables(GuestWalk walk) {
    long nx = paging.format() == PteFormat.PT64 ? NX : 0;
    long rights = -1;
    top = walk.steps() == 0 ? 0 : walk.stepLevel(0);
    hasPdpte = walk.hasPdpte();
    for (int i = 0; i < walk.steps(); i++) {
      int at = walk.stepLevel(i);
      tables[at] = walk.stepAddress(i) >>> PAGE_SHIFT;
      tableAccess[at] = access.of(paging.format(), rights ^ nx);
      rights &= walk.stepEntryRead(i) ^ nx;
    }
  }

  /** Whether another walk leaves the same. */
  boolean isLike(LastWalk other) {
    if (!valid || !other.valid) {
      return valid == other.valid;
    }
    return mmu == other.mmu
        && paging.format() == other.paging.format()
        && address == other.address
        && gfn == other.gfn
        && level == other.level
        && top == other.top
        && pteAccess == other.pteAccess
        && hasSameTables(other);
  }

  private boolean hasSameTables(LastWalk other) {
    for (int at = level; at <= top; at++) {
      if (tables[at] != other.tables[at] || tableAccess[at] != other.tableAccess[at]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the tables of that context were walked, to a translation. */
  boolean isOf(MmuId context) {
    return valid && mmu == context;
  }

  /** The format of the tables. */
  PteFormat format() {
    return paging.format();
  }

  long address() {
    return address;
  }

  /** The frame that the address is in. */
  long gfn() {
    return gfn;
  }

  /** The level at which the walk ended. */
  int level() {
    return level;
  }

  /** Whether a table of that level was walked. */
  boolean hasTable(int atLevel) {
    return atLevel >= level && atLevel <= top;
  }

  /** Whether the table of that level is the first, which no entry names. */
  boolean isRoot(int atLevel) {
    return atLevel == top && !hasPdpte;
  }

  /** The frame of the table of that level. */
  long table(int atLevel) {
    return tables[atLevel];
  }

  /** The ACC_ bits that the entries above the table of that level leave. */
  int tableAccess(int atLevel) {
    return tableAccess[atLevel];
  }

  /** The ACC_ bits that KVM maps the page with. */
  int pteAccess() {
    return pteAccess;
  }

  /** The rights that ACC_ bits stand for. */
  Set<AccessBits.Right> rights(int acc) {
    return access.rights(paging.format(), acc);
  }
}
