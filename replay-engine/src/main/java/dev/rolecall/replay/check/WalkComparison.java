// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.GuestWalk.End;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** Compares the model's walk over recorded entries with what was recorded of the kernel's. */
final class WalkComparison {
  private static final long ERROR_CODE = 0xffff_ffffL;
  private static final long PAGE_OFFSET = 0xfff;
  private static final int GIBIBYTE_LEVEL = 3;
  private static final long LARGE = 1 << 7;
  private static final long GLOBAL = 1 << 8;

  private final Roots roots;
  private final RecordedEntries entries;
  private final RecordedTables tables;
  private final GuestWalk walk;

  /** Of which tables it is known where they start. */
  enum Roots {
    NONE,
    /** With TDP the guest changes CR3 without an exit, but not the nested one. */
    NESTED,
    ALL;

    /** Those that a vCPU of which that much is known has on that host. */
    static Roots of(Extent extent, Machine machine) {
      if (extent != Extent.WHOLE) {
        return NONE;
      }
      return machine.hasTdp() ? NESTED : ALL;
    }
  }

  /** Compares that walk, over those entries of those tables. */
  WalkComparison(Roots roots, RecordedEntries entries, RecordedTables tables, GuestWalk walk) {
    this.roots = roots;
    this.entries = entries;
    this.tables = tables;
    this.walk = walk;
  }

  /** What differs, and the model's end in words. */
  record Mismatch(List<Difference> differences, String why) {
    /** Something differs. */
    static final Mismatch UNTOLD =
        new Mismatch(List.of(Difference.plain(Observable.WALK, "walk", "", "")), "");
  }

  /** How many expectations a walk has. */
  int count(TraceEvent event) {
    return Long.bitCount(
        event.expectations().present()
            & (ExpectKey.FAULT.bit()
                | ExpectKey.LEVEL.bit()
                | ExpectKey.FAULT_NESTED.bit()
                | ExpectKey.ACCESSED.bit()
                | ExpectKey.DIRTY.bit()));
  }

  /** Whether the model's walk is the kernel's. */
  boolean matches(TraceEvent event, WalkCheck.Walked walked) {
    KeyValues<ExpectKey> expect = event.expectations();
    return isSameEnd(expect, walked.activity())
        && hasLevels(event.args().tuples(Arg.PTES))
        && hasMarks(expect, walked.mmu());
  }

  /** What differs between walks that do not match. */
  Mismatch mismatch(TraceEvent event, WalkCheck.Walked walked) {
    KeyValues<ExpectKey> expect = event.expectations();
    boolean sameEnd = isSameEnd(expect, walked.activity());
    boolean sameLevels = hasLevels(event.args().tuples(Arg.PTES));
    boolean sameMarks = hasMarks(expect, walked.mmu());
    List<Difference> differences = new ArrayList<>();
    if (!sameEnd) {
      differences.add(end(expect));
    }
    if (!sameLevels) {
      differences.add(differ("ptes", levels(event.args().tuples(Arg.PTES)), levels()));
    }
    if (sameEnd && !sameMarks) {
      differences.add(marks(expect, walked.mmu()));
    }
    return new Mismatch(differences, WalkWords.outcome(walk));
  }

  private boolean isSameEnd(KeyValues<ExpectKey> expect, MmuActivity activity) {
    if (expect.has(ExpectKey.LEVEL)) {
      return walk.end() == End.TRANSLATED && walk.level() == expect.number(ExpectKey.LEVEL);
    }
    long fault = expect.number(ExpectKey.FAULT);
    if (expect.numberOr(ExpectKey.FAULT_NESTED, 0) == 1) {
      // The kernel stopped where an address of this walk was not to be translated.
      boolean stopped = walk.end() == End.UNREADABLE || walk.end() == End.TRANSLATED;
      return stopped && activity.isInnerFault(fault);
    }
    return walk.end().isFault() && (walk.errorCode() & ERROR_CODE) == (fault & ERROR_CODE);
  }

  /** Whether the model read all entries that the kernel read, at the same levels. */
  private boolean hasLevels(LongTuples recorded) {
    int pdptes = walk.hasPdpte() ? 1 : 0;
    int read = walk.steps() - (walk.end() == End.UNREADABLE ? 1 : 0);
    if (recorded.size() != pdptes + read || !entries.isExhausted()) {
      return false;
    }
    if (pdptes == 1 && recorded.get(0, 0) != GIBIBYTE_LEVEL) {
      return false;
    }
    for (int i = 0; i < read; i++) {
      if (recorded.get(pdptes + i, 0) != walk.stepLevel(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the kernel walked a table of another depth. */
  boolean startsElsewhere(TraceEvent event) {
    LongTuples recorded = event.args().tuples(Arg.PTES);
    if (recorded.size() == 0 || (walk.steps() == 0 && !walk.hasPdpte())) {
      return false;
    }
    return recorded.get(0, 0) != (walk.hasPdpte() ? GIBIBYTE_LEVEL : walk.stepLevel(0));
  }

  private boolean hasMarks(KeyValues<ExpectKey> expect, MmuId mmu) {
    // A walk whose address L1's tables did not let through has not come to set bits.
    boolean stopped = expect.numberOr(ExpectKey.FAULT_NESTED, 0) == 1;
    return hasMarks(expect, ExpectKey.ACCESSED, accessedBit(), mmu, stopped)
        && hasMarks(expect, ExpectKey.DIRTY, dirtyBit(), mmu, stopped);
  }

  private boolean hasMarks(
      KeyValues<ExpectKey> expect, ExpectKey key, long bit, MmuId mmu, boolean stopped) {
    if (!expect.has(key)) {
      return true;
    }
    LongTuples recorded = expect.tuples(key);
    int found = 0;
    for (int i = 0; i < walk.steps() && !stopped; i++) {
      if (isMarked(i, bit)) {
        if (found == recorded.size() || !isAt(recorded.get(found), i, mmu)) {
          return false;
        }
        found++;
      }
    }
    return found == recorded.size();
  }

  private boolean isMarked(int step, long bit) {
    return walk.end() == End.TRANSLATED
        && (walk.stepEntryRead(step) & bit) == 0
        && (walk.stepEntry(step) & bit) != 0;
  }

  private boolean isAt(long recorded, int step, MmuId mmu) {
    long mask = step > 0 || walk.hasPdpte() || isRootKnown(mmu) ? -1 : PAGE_OFFSET;
    return ((recorded ^ walk.stepAddress(step)) & mask) == 0;
  }

  private boolean isRootKnown(MmuId mmu) {
    return roots == Roots.ALL || (roots == Roots.NESTED && mmu == MmuId.GUEST_MMU);
  }

  private long accessedBit() {
    return tables.paging().format().accessed();
  }

  private long dirtyBit() {
    return tables.paging().format().dirty();
  }

  private Difference end(KeyValues<ExpectKey> expect) {
    String model =
        walk.end() == End.TRANSLATED
            ? "level " + walk.level()
            : "fault " + hex(walk.errorCode() & ERROR_CODE);
    return expect.has(ExpectKey.LEVEL)
        ? differ("level", Long.toString(expect.number(ExpectKey.LEVEL)), model)
        : differ("fault", hex(expect.number(ExpectKey.FAULT)), model);
  }

  private Difference marks(KeyValues<ExpectKey> expect, MmuId mmu) {
    boolean accessed = hasMarks(expect, ExpectKey.ACCESSED, accessedBit(), mmu, false);
    ExpectKey key = accessed ? ExpectKey.DIRTY : ExpectKey.ACCESSED;
    long bit = accessed ? dirtyBit() : accessedBit();
    List<String> model = new ArrayList<>();
    for (int i = 0; i < walk.steps(); i++) {
      if (isMarked(i, bit)) {
        model.add(hex(walk.stepAddress(i)));
      }
    }
    String text = model.isEmpty() ? "none" : String.join(" ", model);
    return differ(key.wireName(), WalkTuples.text(expect.tuples(key)), text);
  }

  /**
   * Whether the outcome may be due to a CPUID that the trace does not give: 1 GiB pages, and the
   * vendor, on which bit 8 of upper entries hangs.
   */
  boolean mayHangOnCpuid(TraceEvent event) {
    boolean reserved = (event.expectations().numberOr(ExpectKey.FAULT, 0) & Pferr.RSVD) != 0;
    for (int i = 0; i < walk.steps(); i++) {
      long entry = walk.stepEntryRead(i);
      int level = walk.stepLevel(i);
      boolean gibibyte = level == GIBIBYTE_LEVEL && (entry & LARGE) != 0;
      boolean global = level > GIBIBYTE_LEVEL && (entry & GLOBAL) != 0;
      if ((gibibyte && endsAt(event, level, reserved))
          || (global && modelOrKernelReserves(reserved))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the kernel or the model found reserved bits: which are, hangs on MAXPHYADDR. */
  boolean meetsReservedBits(TraceEvent event) {
    return walk.end() == End.RESERVED
        || (event.expectations().numberOr(ExpectKey.FAULT, 0) & Pferr.RSVD) != 0;
  }

  private boolean endsAt(TraceEvent event, int level, boolean reserved) {
    boolean recordedThere = event.expectations().numberOr(ExpectKey.LEVEL, 0) == level;
    return walk.end() == End.RESERVED ? recordedThere : reserved;
  }

  private boolean modelOrKernelReserves(boolean reserved) {
    return (walk.end() == End.RESERVED) != reserved;
  }

  private static String levels(LongTuples recorded) {
    StringBuilder text = new StringBuilder("levels");
    for (int i = 0; i < recorded.size(); i++) {
      text.append(' ').append(recorded.get(i, 0));
    }
    return text.toString();
  }

  private String levels() {
    StringBuilder text = new StringBuilder(walk.hasPdpte() ? "levels 3" : "levels");
    for (int i = 0; i < walk.steps(); i++) {
      text.append(' ').append(walk.stepLevel(i));
    }
    return text.toString();
  }

  private static Difference differ(String subject, String recorded, String model) {
    return Difference.plain(Observable.WALK, "walk." + subject, recorded, model);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
