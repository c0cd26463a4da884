// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Set;

/**
 * One vCPU of a trace: what the emitted events say of it, and the emission of further ones. What
 * the records mean is decided in {@link OperationTracker}.
 */
final class VcpuTracker {
  /** The first kernel known to keep a guest's CPUID once the guest has run. */
  private static final KernelRelease FIXES_CPUID = new KernelRelease(5, 18);

  private final VcpuNumber number;
  private final Machine machine;
  private final Coverage coverage;
  private final Set<Evidence> evidence;
  private final Emitter out;
  private final Registers registers;
  private final Expectations expectations;
  private final VcpuRecord beforeSmm = new VcpuRecord();
  private final VcpuRecord beforeInit = new VcpuRecord();
  private boolean hasBeforeInit;
  private boolean computed;
  private boolean rootsSwitchLater;
  private boolean known;
  private boolean smm;
  private boolean guestMode;
  private boolean inRsm;
  private boolean l1Known;
  private boolean beforeSmmKnown;
  private boolean entered;
  private long maxPhyAddr = VcpuRecord.NOT_RECORDED;

  VcpuTracker(VcpuNumber number, Machine machine, Recorded recorded, Emitter out) {
    this.coverage = recorded.coverage();
    this.evidence = recorded.evidence();
    this.number = number;
    this.machine = machine;
    this.out = out;
    this.registers = new Registers(machine);
    this.expectations = new Expectations(machine, registers, out);
  }

  /** The number of its VM. */
  int vm() {
    return number.vm();
  }

  Machine machine() {
    return machine;
  }

  Coverage coverage() {
    return coverage;
  }

  /** What kinds of events the trace has. */
  Set<Evidence> evidence() {
    return evidence;
  }

  Emitter out() {
    return out;
  }

  Registers registers() {
    return registers;
  }

  Expectations expectations() {
    return expectations;
  }

  /** What is known of the roots. */
  SeenRoots roots() {
    return expectations.roots();
  }

  /** The record of the vCPU from which it went into SMM. */
  VcpuRecord beforeSmm() {
    return beforeSmm;
  }

  boolean isKnown() {
    return known;
  }

  /** Events were lost, or the vCPU is a new one: nothing that was known holds. */
  void forget() {
    known = false;
    roots().lost();
    inRsm = false;
    hasBeforeInit = false;
  }

  /**
   * Records were lost, among them perhaps those of a new role of guest_mmu, and of a new CPUID
   * where KVM takes one: v5.18 refuses another once the vCPU has run (kvm_set_cpuid(), cpuid.c),
   * v5.10 never does.
   */
  void lost() {
    expectations.lost();
    boolean fixed = entered && machine.release().compareTo(FIXES_CPUID) >= 0;
    if (!fixed) {
      maxPhyAddr = VcpuRecord.NOT_RECORDED;
    }
  }

  /** The vCPU is a new one, perhaps at the address of another. */
  void noteNew() {
    entered = false;
  }

  /** The vCPU has entered its guest. */
  void noteEntered() {
    entered = true;
  }

  boolean isSmm() {
    return smm;
  }

  void setSmm(boolean newSmm) {
    smm = newSmm;
  }

  boolean isGuestMode() {
    return guestMode;
  }

  void setGuestMode(boolean newGuestMode) {
    guestMode = newGuestMode;
  }

  /** Whether an exit from L2 brings back registers that the events have given. */
  boolean isL1Known() {
    return l1Known;
  }

  void setL1Known(boolean newL1Known) {
    l1Known = newL1Known;
  }

  /** Whether {@link #beforeSmm} holds what the vCPU had before it went into SMM. */
  boolean isBeforeSmmKnown() {
    return beforeSmmKnown;
  }

  /** Notes the state from which the vCPU goes into SMM. */
  void goIntoSmm(VcpuRecord record) {
    beforeSmm.copyFrom(record);
    beforeSmmKnown = true;
  }

  /** Whether RSM has begun and the guest has not run since. */
  boolean isInRsm() {
    return inRsm;
  }

  void beginRsm() {
    inRsm = true;
  }

  void endRsm() {
    inRsm = false;
  }

  /** Whether SMM and guest mode are as the emitted events say. */
  boolean hasModesOf(VcpuRecord record) {
    return smm == record.smm && guestMode == record.guestMode;
  }

  /** Takes MAXPHYADDR from a record that has it; whether it changed. */
  boolean noteMaxPhyAddr(VcpuRecord record) {
    if (record.maxPhyAddr == VcpuRecord.NOT_RECORDED || record.maxPhyAddr == maxPhyAddr) {
      return false;
    }
    boolean first = maxPhyAddr == VcpuRecord.NOT_RECORDED;
    maxPhyAddr = record.maxPhyAddr;
    return !first;
  }

  boolean hasMaxPhyAddr() {
    return maxPhyAddr != VcpuRecord.NOT_RECORDED;
  }

  /**
   * Whether the probes leave open how the registers came to be as recorded, so that they must be
   * taken over. Where they leave nothing open, a difference is for the replay to find.
   */
  boolean mustTakeOver(VcpuRecord record) {
    return !coverage.seesEveryWrite()
        && !(registers.controlIsOf(record) && registers.eferIsOf(record));
  }

  /** Emits the registers of a record as set by something that was not recorded. */
  void takeOverRegisters(VcpuRecord record, long position, Operation.Outcome outcome) {
    out.notChecked(Unchecked.UNSEEN_WRITE);
    TraceEvent event = begin(EventType.SREGS, position);
    giveAllRegisters(event, record);
    markRegistersTakenOver(event);
    registers.set(record);
    send(event, record, outcome);
  }

  /** Notes the state before the MMU is initialised. */
  void beforeInit(VcpuRecord record) {
    beforeInit.copyFrom(record);
    hasBeforeInit = true;
  }

  /** The next event carries the expectations of a record of freshly computed roles. */
  void enterComputed(VcpuRecord record, boolean switchesRoot) {
    expectations.computed(record);
    computed = true;
    rootsSwitchLater = switchesRoot;
  }

  /** Whether the roles have been computed at the record that is being taken. */
  boolean isComputed() {
    return computed;
  }

  void leaveComputed() {
    computed = false;
    rootsSwitchLater = false;
    hasBeforeInit = false;
  }

  /**
   * If the guest owns CR0.WP and changed it unseen, says so by an event of its own. KVM has the new
   * value in its hands as soon as it reads CR0 (v6.1 kvm_read_cr0_bits), and goes by it.
   */
  boolean takeOverWp(long freshCr0) {
    if (!machine.ownsWp() || !registers.wpDiffers(freshCr0)) {
      return false;
    }
    long cr0 = registers.cr0WithWp(freshCr0);
    TraceEvent event = begin(EventType.WRITE);
    event.args().set(Arg.CR0, cr0);
    event.markTakenOver(Arg.CR0);
    sendBare();
    registers.setCr0(cr0);
    out.notChecked(Unchecked.GUEST_OWNED_BITS);
    return true;
  }

  /** Begins an event of this vCPU, here and now. */
  TraceEvent begin(EventType type) {
    return numbered(out.begin(type));
  }

  /** Begins an event of this vCPU that a former record began. */
  TraceEvent begin(EventType type, long position) {
    return numbered(out.beginAt(type, position));
  }

  /** Begins an event of this vCPU's VM, here and now. */
  TraceEvent beginForVm(EventType type) {
    TraceEvent event = out.begin(type);
    event.setVm(number.vm());
    return event;
  }

  private TraceEvent numbered(TraceEvent event) {
    event.setVm(number.vm());
    event.setVcpu(number.vcpu());
    return event;
  }

  /** Sends the begun event, with the expectations of a record if that shows the outcome. */
  void send(TraceEvent event, VcpuRecord record, Operation.Outcome outcome) {
    if (outcome == Operation.Outcome.RECORDED) {
      expectations.expect(event, record);
      if (!rootsSwitchLater) {
        expectations.expectRoots(event, record);
      }
      registers.follow(record);
      if (computed && hasBeforeInit && event.type() != EventType.VCPU) {
        expectations.expectContext(event, beforeInit, record);
      }
    }
    out.send();
  }

  /** Sends the begun event without expectations. */
  void sendBare() {
    out.send();
  }

  /**
   * Expects that CR3 was loaded: nested_svm_load_cr3 and nested_vmx_load_cr3 initialise the MMU
   * only then.
   */
  void expectCr3Loaded(TraceEvent event) {
    if (computed) {
      event.expectations().set(ExpectKey.ACCEPTED, 1);
    }
  }

  /** Emits that nothing happened and the record holds. */
  void observe(VcpuRecord record, Operation.Outcome outcome) {
    if (outcome == Operation.Outcome.RECORDED) {
      send(begin(EventType.OBSERVE), record, outcome);
    }
  }

  /** Gives the registers that an SMM transition has left as they are. */
  void giveRegisters(TraceEvent event, VcpuRecord record) {
    event.args().set(Arg.CR0, record.cr0);
    event.args().set(Arg.CR4, record.cr4);
    event.args().set(Arg.EFER, record.efer);
    if (!machine.tdp()) {
      event.args().set(Arg.CR3, record.cr3);
    }
  }

  void giveAllRegisters(TraceEvent event, VcpuRecord record) {
    event.args().set(Arg.CR0, record.cr0);
    event.args().set(Arg.CR3, record.cr3);
    event.args().set(Arg.CR4, record.cr4);
    event.args().set(Arg.EFER, record.efer);
  }

  static void markRegistersTakenOver(TraceEvent event) {
    event.markTakenOver(Arg.CR0);
    event.markTakenOver(Arg.CR3);
    event.markTakenOver(Arg.CR4);
    event.markTakenOver(Arg.EFER);
  }

  /** Gives the whole state, from which on the vCPU is known. */
  void giveState(TraceEvent event, VcpuRecord record) {
    giveAllRegisters(event, record);
    event.args().set(Arg.SMM, record.smm ? 1 : 0);
    event.args().set(Arg.GUEST_MODE, record.guestMode ? 1 : 0);
    noteMaxPhyAddr(record);
    if (maxPhyAddr != VcpuRecord.NOT_RECORDED) {
      event.args().set(Arg.MAXPHYADDR, maxPhyAddr);
    }
    registers.set(record);
    smm = record.smm;
    guestMode = record.guestMode;
    known = true;
    l1Known = false;
    beforeSmmKnown = false;
  }

  /**
   * Emits the vCPU in the state of a settled record: where the trace begins, or after what was not
   * recorded. The state must be one in which root_mmu is in use.
   */
  void takeOver(VcpuRecord record, EventOrigin origin) {
    TraceEvent event = begin(EventType.VCPU);
    giveState(event, record);
    if (origin == EventOrigin.AFTER_GAP) {
      markRegistersTakenOver(event);
      event.markTakenOver(Arg.SMM);
      event.markTakenOver(Arg.GUEST_MODE);
    }
    expectations.knowRootOnly();
    if (machine.ownsWp() || hasOldRole(record)) {
      expectations.forget(MmuId.ROOT_MMU, Unchecked.UNKNOWN_WORDS);
    }
    send(event, record, Operation.Outcome.RECORDED);
  }

  /**
   * Whether root_mmu's role is older than CR4: a write that changes CR4.LA57 alone does not set the
   * MMU up again (v5.10 x86.c, kvm_set_cr4; since then KVM_MMU_CR4_ROLE_BITS has it).
   */
  @SuppressWarnings("EnumOrdinal") // a slot number
  private boolean hasOldRole(VcpuRecord record) {
    boolean la57 = (record.cr4 & Cr4.LA57) != 0;
    long role = record.cpuRole[MmuId.ROOT_MMU.ordinal()];
    return !record.splitRoles && machine.layout().isSet(role, RoleField.CR4_LA57) != la57;
  }

  /** Why a vCPU appears in the middle of its life. */
  enum EventOrigin {
    START_OF_TRACE,
    AFTER_GAP
  }
}
