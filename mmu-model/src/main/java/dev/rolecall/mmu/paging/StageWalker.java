// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.cpu.EntryMemory;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.GuestWalk.End;
import java.util.Optional;

/**
 * Walks the tables of one stage: walk_addr_generic(), v5.18 paging_tmpl.h. It reads each table,
 * checks each entry, weighs the accumulated rights, and sets accessed and dirty bits. If there is a
 * second stage, the address of every table and of the result goes through that.
 */
final class StageWalker {
  private static final long NX = 1L << 63;
  private static final long PAGE_OFFSET = 0xfff;
  private static final int KEY_SHIFT = 59;
  private static final int KEY_MASK = 0xf;
  private static final int PDPTE_SHIFT = 30;
  private static final int PAE_LEVELS = 3;

  private final WalkRules rules;
  private final EntryMemory memory;
  private final Stores stores;
  private final Optional<SecondWalk> second;

  // The walk that is going on.
  private WalkedTables tables = new NoTables();
  private GuestPaging paging = tables.paging();
  private PteFormat format = PteFormat.NONE;
  private GuestAccess access = new GuestAccess(0, 0, 0, 0);
  private GuestWalk out = new GuestWalk();
  private long pferr;
  private long address;

  /** The entries so far, ANDed, bit 63 of those that have NX inverted. */
  private long rights;

  /** The entry that was read last. */
  private long read;

  /** A walker for tables in L1's memory. */
  StageWalker(WalkRules rules, EntryMemory memory, Stores stores) {
    this.rules = rules;
    this.memory = memory;
    this.stores = stores;
    this.second = Optional.empty();
  }

  /** A walker for tables in L2's physical memory. */
  StageWalker(WalkRules rules, EntryMemory memory, Stores stores, Vendor host) {
    this.rules = rules;
    this.memory = memory;
    this.stores = stores;
    StageWalker nested = new StageWalker(rules, memory, stores);
    this.second = Optional.of(new SecondWalk(rules.secondStage(), host, nested));
  }

  /** Walks the tables for an access. */
  void walk(WalkedTables newTables, long newAddress, GuestAccess newAccess, GuestWalk newOut) {
    stores.clear();
    newOut.keep(stores);
    run(newTables, newAddress, newAccess, newAccess.pferr(), newOut);
  }

  /** Walks the tables of both stages for an access. */
  void walk(
      WalkedTables newTables,
      WalkedTables nested,
      long newAddress,
      GuestAccess newAccess,
      GuestWalk newOut) {
    second.orElseThrow().begin(nested, newAccess);
    walk(newTables, newAddress, newAccess, newOut);
  }

  private void run(
      WalkedTables newTables, long newAddress, GuestAccess newAccess, long how, GuestWalk newOut) {
    tables = newTables;
    paging = newTables.paging();
    format = paging.format();
    access = newAccess;
    out = newOut;
    pferr = how;
    address = newAddress;
    rights = -1;
    out.begin();
    out.by(paging);
    if (format == PteFormat.NONE) {
      unpaged();
    } else if (tables.rootLevel() < 2) {
      out.noTables();
    } else {
      paged();
    }
  }

  /** nonpaging_gva_to_gpa(), v5.18 mmu.c. */
  private void unpaged() {
    out.unpaged();
    if (second.isEmpty()) {
      out.translated(address);
      return;
    }
    SecondWalk nested = second.get();
    if (nested.translates(address, pferr | Pferr.GUEST_FINAL, AccessBits.ALL)) {
      out.translated(nested.gpa());
    } else {
      out.faultOf(nested.walk());
    }
  }

  private void paged() {
    long nx = format == PteFormat.PT64 ? NX : 0;
    int level = tables.rootLevel();
    long entry = tables.pgd();
    if (level == PAE_LEVELS && format == PteFormat.PT64) {
      entry = tables.pdptr((int) (address >>> PDPTE_SHIFT) & 3);
      out.pdpte(entry);
      if (!format.isPresent(entry)) {
        fault(End.NOT_PRESENT, 0);
        return;
      }
      level--;
    }
    do {
      if (!reads(format.table(entry), level)) {
        return;
      }
      entry = read;
      rights &= entry ^ nx;
      if (!accepts(entry, level)) {
        out.reject();
        return;
      }
      out.accept();
      level--;
    } while (!paging.isLast(entry, level + 1));
    finish(entry, level + 1, rights ^ nx);
  }

  /** Gets the entry for the address out of a table. */
  private boolean reads(long table, int level) {
    long offset = format.entryOffset(address, level);
    out.enter(level, table + offset);
    long at = table;
    if (second.isPresent()) {
      SecondWalk nested = second.get();
      if (!nested.translates(table, tableAccess(), 0)) {
        out.unreadable(0);
        out.faultOf(nested.walk());
        return false;
      }
      at = nested.gpa() & ~PAGE_OFFSET;
    }
    at += offset;
    if (!memory.load(at)) {
      out.unreadable(at);
      fault(End.UNREADABLE, 0);
      return false;
    }
    read = format.entry(at, memory.word());
    out.read(at, read);
    return true;
  }

  /** KVM wants to set accessed bits, so it asks for write access to tables that have them. */
  private long tableAccess() {
    long write = paging.hasAccessedDirty() ? Pferr.WRITE : 0;
    return write | Pferr.USER | Pferr.GUEST_PAGE;
  }

  private boolean accepts(long entry, int level) {
    if (!format.isPresent(entry)) {
      fault(End.NOT_PRESENT, 0);
      return false;
    }
    if (paging.reserved().isSet(entry, level)) {
      fault(End.RESERVED, Pferr.RSVD | Pferr.PRESENT);
      return false;
    }
    return true;
  }

  private void finish(long entry, int level, long entries) {
    int acc = rules.access().of(format, entries);
    out.pteAccess(acc);
    long error = permissionFault(entry, acc);
    if (error != 0) {
      out.denied(paging.denial(access, pferr, acc));
      fault(End.FORBIDDEN, error);
      return;
    }
    long gpa = format.translation(entry, address, level);
    if (second.isPresent()) {
      SecondWalk nested = second.get();
      if (!nested.translates(gpa & ~PAGE_OFFSET, pferr | Pferr.GUEST_FINAL, acc)) {
        out.faultOf(nested.walk());
        return;
      }
      gpa = (nested.gpa() & ~PAGE_OFFSET) | (gpa & PAGE_OFFSET);
    }
    if (paging.hasAccessedDirty()) {
      updateAccessedDirty(entry, acc);
    }
    out.translated(gpa);
  }

  private long permissionFault(long entry, int acc) {
    tables.beforePermissions();
    paging = tables.paging();
    out.by(paging);
    int key = format == PteFormat.PT64 ? (int) (entry >>> KEY_SHIFT) & KEY_MASK : 0;
    return paging.permissionFault(access, pferr, acc, key);
  }

  private void updateAccessedDirty(long entry, int acc) {
    boolean write = (pferr & Pferr.WRITE) != 0;
    boolean dirty = (entry & format.dirty()) != 0;
    if (!write && !dirty) {
      out.pteAccess(AccessBits.withoutWrite(acc));
    }
    if ((rights & format.accessed()) == 0 || (write && !dirty)) {
      update(write ? format.dirty() : 0);
    }
  }

  /** update_accessed_dirty_bits(), v5.18 paging_tmpl.h: read-only memory is left as it is. */
  private void update(long dirty) {
    int last = out.steps() - 1;
    for (int step = 0; step <= last; step++) {
      long entry = out.stepEntry(step);
      long updated = entry | format.accessed() | (step == last ? dirty : 0);
      long at = out.stepHostAddress(step);
      if (updated != entry && memory.isWritable(at) && memory.load(at)) {
        long old = memory.word();
        long word = format.wordWith(at, old, updated);
        memory.store(at, word);
        stores.add(at & ~7L, word, old);
        out.updated(step, updated);
      }
    }
  }

  private void fault(End end, long error) {
    long code = error | (pferr & (Pferr.WRITE | Pferr.USER));
    if ((pferr & Pferr.FETCH) != 0 && paging.tellsFetches()) {
      code |= Pferr.FETCH;
    }
    boolean ept = format == PteFormat.EPT;
    boolean violation = ept && (error & Pferr.RSVD) == 0;
    long qualification = violation ? rules.exitQualification().ofWalk(pferr, rights) : 0;
    out.fault(
        end, address, ept ? code : code | rules.secondStage().errorBits(pferr), qualification);
  }

  /** The way of the first stage's addresses through the second stage. */
  private static final class SecondWalk {
    private final SecondStage rule;
    private final Vendor host;
    private final StageWalker walker;
    private final GuestWalk walk = new GuestWalk();
    private WalkedTables tables = new NoTables();
    private GuestAccess access = new GuestAccess(0, 0, 0, 0);

    SecondWalk(SecondStage rule, Vendor host, StageWalker walker) {
      this.rule = rule;
      this.host = host;
      this.walker = walker;
    }

    void begin(WalkedTables newTables, GuestAccess newAccess) {
      tables = newTables;
      access = newAccess;
    }

    /** Whether L1's nested tables translate an L2 physical address; {@link #gpa} is where. */
    boolean translates(long l2, long pferr, int acc) {
      walker.run(tables, l2, access, rule.access(host, pferr, acc), walk);
      return walk.end() == End.TRANSLATED;
    }

    long gpa() {
      return walk.gpa();
    }

    GuestWalk walk() {
      return walk;
    }
  }
}
