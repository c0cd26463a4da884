// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/**
 * A vCPU of which only tracepoints tell. What they show becomes events that narrow what it may be,
 * and {@code widen} says what may have changed without a record: everything while the VMM has it,
 * when records were lost, and where the guest comes back elsewhere than it left.
 */
final class BareVcpu {
  private static final int GENERAL_PROTECTION = 13;
  private static final long EVERY_BIT = -1;
  private static final long LONGEST_INSTRUCTION = 15;

  private final VcpuTracker vcpu;
  private final WalkTables tables;
  private boolean followed;
  private Nesting nesting = Nesting.UNKNOWN;

  private Optional<Arg> pending = Optional.empty();
  private long pendingValue;
  private long pendingPosition;
  private boolean pendingCertain;

  private Optional<Arg> owed = Optional.empty();
  private long sentWhenOwed;
  private boolean owesEntry;
  private boolean exited;
  private boolean ripKnown;
  private long rip;
  private long reason;
  private boolean emulated;

  BareVcpu(VcpuTracker vcpu, WalkTables tables) {
    this.vcpu = vcpu;
    this.tables = tables;
  }

  /** Whether events say what is known of it. */
  boolean isFollowed() {
    return followed;
  }

  /**
   * Whether a walk that starts here and now is the first that the vCPU's records show since
   * something else, so that what waited for it can be settled: every walk of one page table is; of
   * two, the one behind an exit. Between the records of an exit and of its being L2's, KVM walks
   * nothing (svm_handle_exit(), and nested_vmx_reflect_vmexit() in vmx_handle_exit(), v5.10 to
   * v7.2; the fast paths in front of them are L1's, but for VMX's preemption timer).
   */
  boolean settlesAtWalk() {
    return !followed || isOneStage() || exited;
  }

  /** Whether walks are of one page table, and of root_mmu. */
  private boolean isOneStage() {
    return nesting.isOneStage() || !vcpu.machine().tdp();
  }

  /** Records were lost. */
  void lost() {
    pending = Optional.empty();
    owed = Optional.empty();
    owesEntry = false;
    exited = false;
    if (followed) {
      widenAll();
    }
  }

  /** The guest is entered, to go on at an address if that is recorded. */
  void entered(boolean hasRip, long newRip) {
    settle();
    owed = Optional.empty();
    if (!followed || mayHaveBeenAway(hasRip, newRip)) {
      followed = true;
      widenAll();
    } else if (vcpu.machine().ownsWp()) {
      widen(Arg.CR0, Cr0.WP);
    }
    ripKnown = false;
  }

  /**
   * Whether more than the recorded may have happened since the exit: the guest goes on where that
   * instruction is, or behind it, unless something gave it another place.
   */
  private boolean mayHaveBeenAway(boolean hasRip, long newRip) {
    boolean tells = has(Evidence.USERSPACE_EXITS) && has(Evidence.EXITS);
    long moved = newRip - rip;
    return !tells || (hasRip && ripKnown && (moved < 0 || moved > LONGEST_INSTRUCTION));
  }

  /** The guest exits. */
  void exited(long newReason, long info, long newRip) {
    settle();
    rip = newRip;
    ripKnown = true;
    reason = newReason;
    emulated = false;
    sentWhenOwed = -1;
    owed = ExitReason.written(isVmx(), newReason, info);
    owesEntry = ExitReason.entersL2(isVmx(), newReason) && !has(Evidence.NESTED_ENTRIES);
    exited = true;
  }

  /** Takes notice that the exit was one of L2's. */
  void exitedL2() {
    exited = false;
    settle();
    if (nesting == Nesting.UNKNOWN || nesting == Nesting.L1) {
      become(vcpu.machine().tdp() ? Nesting.L2 : Nesting.SHADOWED_L2);
      observe(ExpectKey.GUEST_MODE, 1);
    }
  }

  /**
   * A walk shows that what a page table yields is translated by another one: L2 runs with nested
   * paging.
   */
  void walksTwoStages() {
    if (followed && (nesting == Nesting.UNKNOWN || nesting == Nesting.L2)) {
      become(Nesting.PAGED_L2);
      TraceEvent event = vcpu.begin(EventType.OBSERVE);
      event.expectations().set(ExpectKey.WALK_MMU, MmuId.NESTED_MMU);
      vcpu.sendBare();
    }
  }

  /** The vCPU goes back to the VMM. */
  void leftKvm() {
    settle();
    widenAll();
  }

  /** KVM emulates an instruction. */
  void emulates() {
    settle();
    if ((emulated && isVmx()) || ExitReason.mayEmulateAny(isVmx(), reason)) {
      widenRegisters();
    }
    emulated = true;
  }

  /** Takes a register's value as the guest read it. */
  void read(Arg register, long value) {
    settle();
    Optional<ExpectKey> key = ExpectKey.find(register.wireName());
    if (followed && key.isPresent() && register != Arg.CR3) {
      observe(key.get(), value);
    }
  }

  /** The exit was for a write that has an event of its own. */
  void announceWrite(Arg register) {
    if (owed.isPresent() && owed.get() == register) {
      owed = Optional.empty();
    }
  }

  /**
   * Takes a write.
   *
   * @param certain whether it is known that KVM accepted it; else what comes next may tell
   */
  void write(Arg register, long value, long position, boolean certain) {
    settle();
    if (!followed) {
      return;
    }
    if (isVmx() && nesting != Nesting.L1) {
      widen(register, EVERY_BIT); // L1 owns bits of what L2 writes: handle_set_cr0(), v6.1 vmx.c
      return;
    }
    pending = Optional.of(register);
    pendingValue = value;
    pendingPosition = position;
    pendingCertain = certain || has(Evidence.INJECTIONS);
  }

  /** Takes an exception that KVM injects: after a write, its refusal. */
  void exception(long vector) {
    if (vector == GENERAL_PROTECTION && pending.isPresent()) {
      emitWrite(0);
    }
    settle();
  }

  /**
   * KVM looks up a shadow page. The emulation of a write needs none: the tracepoint
   * kvm_mmu_get_page is of kvm_mmu_get_page(), v5.10 mmu.c, of __kvm_mmu_get_shadow_page(), v6.1 to
   * v7.2, and of tdp_mmu.c, for faults and kvm_mmu_load(). The write is over.
   */
  void needsPage() {
    if (owed.isPresent()) {
      settle();
      owed = Optional.empty();
    }
  }

  /** The vCPU went on: a write that was held back has been accepted. */
  void settle() {
    if (exited) {
      exited = false;
      settleNesting();
    }
    if (owed.isPresent() && vcpu.out().sent() != sentWhenOwed) {
      widen(owed.get(), EVERY_BIT); // emulated: what has come was before the write, or behind it
      sentWhenOwed = vcpu.out().sent();
    }
    if (owesEntry) {
      owesEntry = false;
      become(Nesting.UNKNOWN);
      widenModes();
    }
    if (pending.isPresent()) {
      emitWrite(1);
    }
  }

  /** An exit that is not told to be L2's is L1's, where the trace tells such. */
  private void settleNesting() {
    boolean nests = has(Evidence.NESTED_ENTRIES) || has(Evidence.NESTED_RETURNS);
    boolean tells = has(Evidence.NESTED_EXITS) || !nests;
    boolean silent = ExitReason.mayBeSilentOfL2(isVmx(), reason);
    if (nesting == Nesting.UNKNOWN && tells && !silent) {
      become(Nesting.L1);
      observe(ExpectKey.GUEST_MODE, 0);
    }
  }

  /** Takes an SMM transition; 1 is entry. */
  void smm(long entering) {
    settle();
    ripKnown = false;
    if (!followed) {
      return;
    }
    TraceEvent event = vcpu.begin(EventType.SMM);
    event.args().set(Arg.ENTER, entering);
    vcpu.sendBare();
    if (entering == 0) {
      widenAll(); // what RSM restores is what the handler left in memory
    } else {
      become(Nesting.L1);
    }
  }

  /** L1 enters L2, of whose registers nothing is known. */
  void enterL2(boolean tdp) {
    settle();
    ripKnown = false;
    if (!followed) {
      return;
    }
    NestedMode paging = isVmx() ? NestedMode.EPT : NestedMode.NPT;
    TraceEvent event = vcpu.begin(EventType.NESTED_ENTRY);
    event.args().set(Arg.MODE, tdp ? paging : NestedMode.SHADOW);
    vcpu.sendBare();
    become(tdp ? Nesting.PAGED_L2 : Nesting.SHADOWED_L2);
    widenRegisters();
    if (isVmx()) {
      become(Nesting.UNKNOWN); // a failed entry tells nothing: nested_vmx_enter_non_root_mode()
      widenModes();
    }
  }

  /**
   * L2 exits to L1. SVM brings L1's registers back, VMX loads those that L1 chose; a write that was
   * owed was L2's.
   */
  void leaveL2() {
    settle();
    owed = Optional.empty();
    ripKnown = false;
    if (!followed) {
      return;
    }
    vcpu.begin(EventType.NESTED_EXIT);
    vcpu.sendBare();
    become(Nesting.L1);
    if (isVmx()) {
      widenRegisters();
    }
  }

  private void emitWrite(long accepted) {
    TraceEvent event = vcpu.begin(EventType.WRITE, pendingPosition);
    event.args().set(pending.orElseThrow(), pendingValue);
    if (pendingCertain) {
      event.expectations().set(ExpectKey.ACCEPTED, accepted);
    }
    vcpu.sendBare();
    pending = Optional.empty();
  }

  private void observe(ExpectKey key, long value) {
    if (followed) {
      TraceEvent event = vcpu.begin(EventType.OBSERVE);
      event.expectations().set(key, value);
      vcpu.sendBare();
    }
  }

  private void widenAll() {
    ripKnown = false;
    become(Nesting.UNKNOWN);
    TraceEvent event = beginWideningRegisters();
    event.args().set(Arg.SMM, 1);
    event.args().set(Arg.GUEST_MODE, 1);
    vcpu.sendBare();
  }

  private void widenRegisters() {
    if (followed) {
      beginWideningRegisters();
      vcpu.sendBare();
    }
  }

  private TraceEvent beginWideningRegisters() {
    TraceEvent event = vcpu.begin(EventType.WIDEN);
    event.args().set(Arg.CR0, EVERY_BIT);
    event.args().set(Arg.CR4, EVERY_BIT);
    event.args().set(Arg.EFER, EVERY_BIT);
    return event;
  }

  private void widen(Arg register, long mask) {
    if (followed && register != Arg.CR3) {
      TraceEvent event = vcpu.begin(EventType.WIDEN);
      event.args().set(register, mask);
      vcpu.sendBare();
    }
  }

  private void widenModes() {
    if (followed) {
      TraceEvent event = vcpu.begin(EventType.WIDEN);
      event.args().set(Arg.GUEST_MODE, 1);
      vcpu.sendBare();
    }
  }

  private void become(Nesting newNesting) {
    nesting = newNesting;
    tables.followBare(isOneStage(), newNesting.isTwoStage());
  }

  private boolean isVmx() {
    return vcpu.machine().intel();
  }

  private boolean has(Evidence evidence) {
    return vcpu.evidence().contains(evidence);
  }
}
