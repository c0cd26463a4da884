// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.cpu.EntryMemory;
import dev.rolecall.mmu.cpu.Vendor;

/** Walks guest page tables of one or of two stages as KVM does, and never allocates. */
public final class PageWalker {
  private final StageWalker single;
  private final StageWalker outer;

  /**
   * A walker.
   *
   * @param host whose virtualisation the host has
   * @param memory L1's memory
   */
  public PageWalker(WalkRules rules, Vendor host, EntryMemory memory) {
    Stores stores = new Stores();
    this.single = new StageWalker(rules, memory, stores);
    this.outer = new StageWalker(rules, memory, stores, host);
  }

  /** Walks tables that lie in the memory itself: L1's, or L1's nested ones. */
  public void walk(WalkedTables tables, long address, GuestAccess access, GuestWalk out) {
    single.walk(tables, address, access, out);
  }

  /**
   * Walks L2's tables, which lie in L2's physical memory.
   *
   * @param tables L2's tables
   * @param nested L1's tables for L2's physical memory
   */
  public void walk(
      WalkedTables tables, WalkedTables nested, long address, GuestAccess access, GuestWalk out) {
    outer.walk(tables, nested, address, access, out);
  }
}
