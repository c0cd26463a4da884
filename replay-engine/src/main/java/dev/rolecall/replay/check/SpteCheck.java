// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.paging.AccessBits.Right;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.shadow.SpteFormat;
import dev.rolecall.mmu.shadow.SpteMarks;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.EnumSet;
import java.util.Set;

/**
 * Checks mappings: they are of the page that the walk found, at no higher level, and give no right
 * that the walk did not give.
 */
final class SpteCheck {
  private static final String NO_WALK = "SPTEs of faults whose walk was not checked";
  private static final String NO_STATE = "SPTEs set while the vCPU's state is not known";
  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;
  private static final long INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final int ENTRY_SHIFT = 3;

  private final AccessBits traced;
  private final SpteFormat format;
  private final SpteMarks marks;
  private final Tally tally;
  private final FaultCheck faults;

  SpteCheck(MmuRevision traced, Machine machine, FaultCheck faults, Tally tally) {
    this.traced = traced.spec().rule(AccessBits.class);
    this.marks = traced.spec().rule(SpteMarks.class);
    this.faults = faults;
    this.tally = tally;
    boolean ept = machine.vendor() == Vendor.INTEL && machine.hasTdp();
    this.format = ept ? SpteFormat.EPT : SpteFormat.PAGE_TABLE;
  }

  /** Checks what KVM is about to map. */
  void map(TraceEvent event, VcpuMmu model, MmuActivity activity, Findings findings) {
    tally.saw(Kind.SPTES);
    KeyValues<Arg> args = event.args();
    if (!event.hasVcpu()) {
      findings.notChecked(NO_STATE);
    } else if (isDirect(model)) {
      long at = args.has(Arg.ADDR) ? args.number(Arg.ADDR) >>> PAGE_SHIFT : args.number(Arg.GFN);
      long faulted = activity.faultAddress() >>> PAGE_SHIFT;
      if (activity.isFaultOpen()) {
        tally.checked(Kind.SPTES);
        frame("map.gfn", at, faulted, findings);
      } else {
        findings.notChecked(NO_WALK);
      }
      faults.map(at == faulted, activity, findings);
    } else if (activity.walk().isOf(model.mmu())) {
      tally.checked(Kind.SPTES);
      mapWalked(args, activity.walk(), findings);
    } else {
      findings.notChecked(NO_WALK);
    }
  }

  private void mapWalked(KeyValues<Arg> args, LastWalk walk, Findings findings) {
    if (args.has(Arg.GFN)) {
      frame("map.gfn", args.number(Arg.GFN), walk.gfn(), findings);
    } else {
      long at = args.number(Arg.ADDR) >>> PAGE_SHIFT;
      frame("map.addr", at, walk.address() >>> PAGE_SHIFT, findings);
    }
    level("map.level", args.number(Arg.LEVEL), walk.level(), findings);
    if (args.has(Arg.PTE_ACCESS)) {
      Set<Right> recorded = traced.rights(walk.format(), (int) args.number(Arg.PTE_ACCESS));
      Set<Right> walked = walk.rights(walk.pteAccess());
      findings.add(
          recorded.equals(walked),
          () -> differ("map.pte_access", recorded.toString(), walked.toString()));
    }
  }

  /** Checks an SPTE that KVM set. */
  void spte(TraceEvent event, VcpuMmu model, MmuActivity activity, Findings findings) {
    tally.saw(Kind.SPTES);
    KeyValues<Arg> args = event.args();
    if (!event.hasVcpu()) {
      findings.notChecked(NO_STATE);
    } else if (args.has(Arg.OLD)) {
      tally.checked(Kind.SPTES);
      fast(args, isDirect(model), activity, findings);
    } else if (isDirect(model)) {
      direct(args, activity, findings);
    } else if (args.has(Arg.GFN) && args.has(Arg.LEVEL) && activity.walk().isOf(model.mmu())) {
      tally.checked(Kind.SPTES);
      ofWalk(args, activity.walk(), findings);
    } else {
      findings.notChecked(NO_WALK);
    }
  }

  /**
   * A direct MMU gives every right: only the frame can be wrong, which follows from where the SPTE
   * stands in the table that maps the faulting page.
   */
  private void direct(KeyValues<Arg> args, MmuActivity activity, Findings findings) {
    if (!args.has(Arg.GFN) || !args.has(Arg.LEVEL) || !activity.hasFault()) {
      findings.notChecked(NO_WALK);
      return;
    }
    int level = (int) args.number(Arg.LEVEL);
    long table = first(activity.faultAddress() >>> PAGE_SHIFT, level + 1);
    tally.checked(Kind.SPTES);
    long frame = table + (index(args) << (INDEX_BITS * (level - 1)));
    frame("spte.gfn", args.number(Arg.GFN), frame, findings);
  }

  private void ofWalk(KeyValues<Arg> args, LastWalk walk, Findings findings) {
    int level = (int) args.number(Arg.LEVEL);
    level("spte.level", level, walk.level(), findings);
    if (level < 1 || level > walk.level()) {
      return;
    }
    long spte = args.number(Arg.SPTE);
    if (isEntryFor(args, walk.address(), level)) {
      frame("spte.gfn", args.number(Arg.GFN), first(walk.gfn(), level), findings);
      rights(spte, walk.rights(walk.pteAccess()), findings);
      return;
    }
    // Prefetched: the guest's entry for it is another of the same table, or the same large page.
    int acc = level < walk.level() ? walk.pteAccess() : walk.tableAccess(level);
    rights(spte, walk.rights(acc), findings);
  }

  private void rights(long spte, Set<Right> given, Findings findings) {
    Set<Right> gives = marks.isMmio(spte) ? format.mmioRights(spte) : format.rights(marks, spte);
    Set<Right> excess = EnumSet.copyOf(gives);
    excess.removeAll(given);
    excess.remove(Right.READ);
    findings.add(
        excess.isEmpty(), () -> differ("spte.rights", gives.toString(), "at most " + given));
  }

  /**
   * fast_page_fault(), v6.1 mmu.c: only direct MMUs, and only write access comes back. A changed
   * SPTE answers the fault.
   */
  private void fast(KeyValues<Arg> args, boolean direct, MmuActivity activity, Findings findings) {
    long spte = args.number(Arg.SPTE);
    long old = args.number(Arg.OLD);
    findings.add(direct, () -> differ("spte.fast", "fast page fault", "the MMU is not direct"));
    Set<Right> added = format.rights(marks, spte);
    added.removeAll(format.rights(marks, old));
    added.remove(Right.WRITE);
    boolean same = SpteFormat.isSameFrame(spte, old) && added.isEmpty();
    findings.add(
        same || !direct,
        () -> differ("spte.spte", hex(spte), hex(old) + " but for the right to write"));
    if (spte != old && args.has(Arg.ADDR)) {
      long at = args.number(Arg.ADDR) >>> PAGE_SHIFT;
      faults.map(at == activity.faultAddress() >>> PAGE_SHIFT, activity, findings);
    }
  }

  private static boolean isDirect(VcpuMmu model) {
    return model.context(model.mmu()).directMap() == 1;
  }

  /** Whether an SPTE is the one of its table that translates the address. */
  private static boolean isEntryFor(KeyValues<Arg> args, long address, int level) {
    int shift = PAGE_SHIFT + INDEX_BITS * (level - 1);
    return index(args) == ((address >>> shift) & INDEX_MASK);
  }

  private static long index(KeyValues<Arg> args) {
    return (args.number(Arg.SPTEP) >>> ENTRY_SHIFT) & INDEX_MASK;
  }

  /** The first frame of the page of a level that a frame is in. */
  private static long first(long gfn, int level) {
    return gfn & -(1L << (INDEX_BITS * (level - 1)));
  }

  private static void frame(String subject, long recorded, long model, Findings findings) {
    findings.add(recorded == model, () -> differ(subject, hex(recorded), hex(model)));
  }

  private static void level(String subject, long recorded, long most, Findings findings) {
    findings.add(
        recorded >= 1 && recorded <= most,
        () -> differ(subject, Long.toString(recorded), "at most " + most));
  }

  private static Difference differ(String subject, String recorded, String model) {
    return Difference.plain(Observable.SPTE, subject, recorded, model);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
