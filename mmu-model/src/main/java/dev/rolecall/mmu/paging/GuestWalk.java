// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import java.util.Optional;

/**
 * What a walk of guest page tables came to: struct guest_walker, paging_tmpl.h. Reused from walk to
 * walk; what one method returns stands until the next walk.
 */
public final class GuestWalk {
  /** The most entries that a walk reads: five levels. */
  public static final int MAX_STEPS = 5;

  /** How a walk ended. */
  public enum End {
    /** The address is translated. */
    TRANSLATED,
    /** An entry is not present. */
    NOT_PRESENT,
    /** A page that should hold a table cannot be read. */
    UNREADABLE,
    /** An entry has reserved bits set, or is an EPT misconfiguration. */
    RESERVED,
    /** The rights of the entries forbid the access. */
    FORBIDDEN,
    /** L1's nested page tables do not let L2's walk through. */
    SECOND_STAGE,
    /** The context has never been set up, so there are no tables to walk. */
    NO_TABLES;

    /** Whether the guest gets a fault. */
    public boolean isFault() {
      return this != TRANSLATED && this != NO_TABLES;
    }
  }

  private final long[] addresses = new long[MAX_STEPS];
  private final long[] read = new long[MAX_STEPS];

  /** Where the tables of L2 lie; those of one stage lie at their addresses. */
  private final long[] hosts = new long[MAX_STEPS];

  /** The entries that A/D updates changed, which {@link #updated} marks. */
  private final long[] changed = new long[MAX_STEPS];

  private Stores stores = new Stores();
  private int steps;
  private int accepted;
  private int updated;
  private boolean twoStages;

  private End end = End.NO_TABLES;
  private boolean unpaged;
  private int level;
  private long pdpte;
  private boolean hasPdpte;
  private long gpa;
  private int pteAccess;
  private long errorCode;
  private long exitQualification;
  private long faultAddress;
  private boolean inSecondStage;
  private Denial denial = Denial.NONE;
  private GuestPaging paging = GuestPaging.NONE;
  private Optional<GuestWalk> second = Optional.empty();

  // Storing a reference costs a barrier of the collector, which is much in a walk: the setters
  // below
  // store only what changes.

  void begin() {
    denied(Denial.NONE);
    if (second.isPresent()) {
      second = Optional.empty();
    }
    steps = 0;
    accepted = 0;
    updated = 0;
    twoStages = false;
    hasPdpte = false;
    unpaged = false;
    level = 0;
    pteAccess = 0;
    exitQualification = 0;
    inSecondStage = false;
  }

  void by(GuestPaging how) {
    if (paging != how) {
      paging = how;
    }
  }

  void denied(Denial why) {
    if (denial != why) {
      denial = why;
    }
  }

  private void end(End how) {
    if (end != how) {
      end = how;
    }
  }

  void unpaged() {
    unpaged = true;
  }

  void pdpte(long entry) {
    hasPdpte = true;
    pdpte = entry;
    level = 3;
  }

  /** A table is about to be read. */
  void enter(int newLevel, long address) {
    level = newLevel;
    addresses[steps] = address;
    read[steps] = 0;
    steps++;
  }

  /**
   * The table of the current level is one of L2's.
   *
   * @param host where its entry lies in L1's memory; 0 if it lies nowhere
   */
  void host(long host) {
    twoStages = true;
    hosts[steps - 1] = host;
  }

  /** The entry of the current level has been read. */
  void read(long entry) {
    read[steps - 1] = entry;
  }

  void accept() {
    accepted++;
  }

  void updated(int step, long entry) {
    updated |= 1 << step;
    changed[step] = entry;
  }

  void pteAccess(int acc) {
    pteAccess = acc;
  }

  void translated(long to) {
    end(End.TRANSLATED);
    gpa = to;
  }

  void fault(End how, long address, long code, long qualification) {
    end(how);
    faultAddress = address;
    errorCode = code;
    exitQualification = qualification;
  }

  /** The second stage of this walk faulted. */
  void faultOf(GuestWalk stage) {
    boolean walked = stage.end != End.NO_TABLES;
    fault(
        walked ? End.SECOND_STAGE : End.NO_TABLES,
        stage.faultAddress,
        stage.errorCode,
        stage.exitQualification);
    inSecondStage = walked;
    second = Optional.of(stage);
  }

  /** Makes this the walk of a context that has no tables. */
  public void noTables() {
    begin();
    end(End.NO_TABLES);
  }

  /** Takes the list that the walk's stores go to. */
  void keep(Stores list) {
    if (stores != list) {
      stores = list;
    }
  }

  /** How the tables were walked. */
  public GuestPaging paging() {
    return paging;
  }

  /** Which rule forbids the access of a walk that ended {@link End#FORBIDDEN}. */
  public Denial denial() {
    return denial;
  }

  /** The walk of L1's nested tables that ended a walk as {@link End#SECOND_STAGE}. */
  public Optional<GuestWalk> second() {
    return second;
  }

  /** How the walk ended. */
  public End end() {
    return end;
  }

  /** Whether there is no paging, so that the address is its own translation. */
  public boolean isUnpaged() {
    return unpaged;
  }

  /** The level where the walk ended: 1 for a 4 KiB entry; 0 without paging. */
  public int level() {
    return level;
  }

  /** Whether the walk began with a PDPTE from a register, as PAE walks do. */
  public boolean hasPdpte() {
    return hasPdpte;
  }

  /** The PDPTE, where there is one. */
  public long pdpte() {
    return pdpte;
  }

  /** The guest physical address, of L1 if two stages were walked. */
  public long gpa() {
    return gpa;
  }

  /**
   * The ACC_ bits that the entries leave, without write where a clean page is only read; 0 if the
   * walk did not come to a last entry.
   */
  public int pteAccess() {
    return pteAccess;
  }

  /** The error code of the page fault, or of the nested page fault; {@link Pferr} bits. */
  public long errorCode() {
    return errorCode;
  }

  /** Whether the fault is one of L1's EPT, of which L1 gets an exit qualification. */
  public boolean isEptFault() {
    return end.isFault() && second.orElse(this).paging.format() == PteFormat.EPT;
  }

  /**
   * For a fault of EPT, the exit qualification that L1 gets, as far as the walk determines it:
   * {@link ExitQualification#determined}; else 0.
   */
  public long exitQualification() {
    return exitQualification;
  }

  /** The address that faulted: virtual, or L2 physical if {@link #isNestedFault}. */
  public long faultAddress() {
    return faultAddress;
  }

  /** Whether the second stage of a two-stage walk faulted. */
  public boolean isNestedFault() {
    return inSecondStage;
  }

  /** How many tables were read, or tried. */
  public int steps() {
    return steps;
  }

  /** The level of a step, counted from 0, top down. */
  public int stepLevel(int step) {
    return level + steps - 1 - step;
  }

  /** The guest physical address of a step's entry: L2's if L2's tables are walked. */
  public long stepAddress(int step) {
    return addresses[step];
  }

  /** Where a step's entry lies in L1's memory; 0 if the second stage did not get there. */
  public long stepHostAddress(int step) {
    return twoStages ? hosts[step] : addresses[step];
  }

  /** The entry as it was read; 0 if it could not be. */
  public long stepEntryRead(int step) {
    return read[step];
  }

  /** The entry after its A/D update; 0 if the walk failed on it. */
  public long stepEntry(int step) {
    if (step >= accepted) {
      return 0;
    }
    return ((updated >>> step) & 1) != 0 ? changed[step] : read[step];
  }

  /** Whether the walk went beyond the step. */
  public boolean isAccepted(int step) {
    return step < accepted;
  }

  /** How many aligned 8-byte words of L1's memory A/D updates changed. */
  public int storeCount() {
    return stores.count();
  }

  /** The address of a changed word, counted from 0 in the order of addresses. */
  public long storeAddress(int store) {
    return stores.address(store);
  }

  /** The value of a changed word. */
  public long storeValue(int store) {
    return stores.value(store);
  }

  /** The value of a changed word before the walk. */
  public long storeValueBefore(int store) {
    return stores.before(store);
  }
}
