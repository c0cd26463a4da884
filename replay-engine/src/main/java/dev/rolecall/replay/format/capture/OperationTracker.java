// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Finds the operations in the records of one vCPU: which one a record starts, goes on with, or
 * ends.
 *
 * <p>A transition of SMM or guest mode is told by hflags, not by a tracepoint: every kernel has it,
 * and RSM on v5.10, or an SMI in L2, has no other sign.
 */
final class OperationTracker {
  private final VcpuTracker vcpu;
  private final RootTracker roots;
  private final GuestWrite guestWrite;
  private final EferWrite eferWrite;
  private final RegisterLoad registerLoad;
  private final SmmEntryReset smmEntryReset;
  private final SmmEntry smmEntry;
  private final SmmExit smmExit;
  private final NestedEntry nestedEntry;
  private final NestedExit nestedExit;
  private final CpuidUpdate cpuidUpdate;
  private final Creation creation;
  private final Reinitialisation reinitialisation;
  private final Operation none;
  private final VcpuRecord last = new VcpuRecord();
  private Operation current;
  private boolean gap;

  OperationTracker(VcpuTracker vcpu) {
    this.vcpu = vcpu;
    roots = new RootTracker(vcpu);
    guestWrite = new GuestWrite(vcpu);
    eferWrite = new EferWrite(vcpu);
    registerLoad = new RegisterLoad(vcpu);
    smmEntryReset = new SmmEntryReset(vcpu);
    smmEntry = new SmmEntry(vcpu);
    smmExit = new SmmExit(vcpu);
    nestedEntry = new NestedEntry(vcpu);
    nestedExit = new NestedExit(vcpu);
    cpuidUpdate = new CpuidUpdate(vcpu);
    creation = new Creation(vcpu);
    reinitialisation = new Reinitialisation(vcpu);
    none = new NoOperation(vcpu);
    current = none;
  }

  /** Events were lost: whatever goes on, its outcome is unknown. */
  void lost() {
    if (vcpu.isKnown()) {
      vcpu.out().notChecked(Unchecked.LOST_EVENTS);
      vcpu.forget();
    }
    vcpu.lost();
    current = none;
    gap = true;
  }

  /** Takes the tracepoint of a nested entry, which comes before the entry's first record. */
  void nestedEntry(long position) {
    if (vcpu.isKnown()) {
      finishUnseen();
      current = nestedEntry.of(position, last);
    }
  }

  /** As {@link #nestedEntry}, with nested paging from that root. */
  void nestedEntry(long position, long pgd) {
    nestedEntry(position);
    if (vcpu.isKnown()) {
      nestedEntry.nestedPaging(pgd);
    }
  }

  /** Takes a refused WRMSR of EFER, of which no probe tells. */
  void eferRefused(long value) {
    if (!vcpu.isKnown()) {
      vcpu.out().notChecked(Unchecked.UNKNOWN_STATE);
    } else {
      TraceEvent event = vcpu.begin(EventType.WRITE);
      event.args().set(Arg.EFER, value);
      event.expectations().set(ExpectKey.ACCEPTED, 0);
      vcpu.sendBare();
    }
  }

  /** Takes an accepted WRMSR of EFER, of which a probe tells only in the vendor's code. */
  void eferAccepted(long value, long position) {
    if (!vcpu.isKnown() || vcpu.coverage().seesEveryWrite() || !isIdle()) {
      return;
    }
    long change = (vcpu.registers().efer() ^ value) & ~Efer.LMA;
    if (change != 0) {
      TraceEvent event = vcpu.begin(EventType.WRITE, position);
      event.args().set(Arg.EFER, value);
      event.expectations().set(ExpectKey.ACCEPTED, 1);
      vcpu.registers().setEfer(value);
      vcpu.sendBare();
    }
  }

  /** The guest is entered: where no probe records that, every operation is over. */
  void guestEntered() {
    if (vcpu.isKnown() && !vcpu.coverage().seesEveryWrite()) {
      finishUnseen();
      vcpu.endRsm();
    }
  }

  /** Takes a record. */
  void record(ProbeKind kind, VcpuRecord record) {
    if (record.isBlank() && vcpu.isKnown()) {
      vcpu.forget(); // another vCPU at the same address
      current = none;
    }
    roots.before(kind, record, isIdle());
    if (vcpu.isKnown() || current == creation) {
      switch (kind.phase()) {
        case SETTLED -> settled(kind, record);
        case VENDOR -> vendorWrite(kind, record);
        case INSIDE -> inside(kind, record);
        case COMPUTED -> computed(record);
      }
    } else {
      appear(kind, record);
    }
    roots.after(record, isIdle());
    last.copyFrom(record);
  }

  /** Ends the trace. */
  void finish() {
    if (vcpu.isKnown()) {
      finishUnseen();
    }
  }

  private void appear(ProbeKind kind, VcpuRecord record) {
    if (record.isBlank()) {
      create(kind, record);
    } else if (kind.phase() == ProbeKind.Phase.SETTLED
        && record.isOneStage()
        && isComplete(record)) {
      vcpu.takeOver(
          record, gap ? VcpuTracker.EventOrigin.AFTER_GAP : VcpuTracker.EventOrigin.START_OF_TRACE);
      gap = false;
      start(kind, record);
    } else {
      vcpu.out().notChecked(Unchecked.UNKNOWN_STATE);
    }
  }

  /** v5.10 has MAXPHYADDR in the role, so that the vCPU's state is whole only with it. */
  private boolean isComplete(VcpuRecord record) {
    vcpu.noteMaxPhyAddr(record);
    return record.splitRoles || vcpu.hasMaxPhyAddr();
  }

  private void create(ProbeKind kind, VcpuRecord record) {
    gap = false;
    if (kind == ProbeKind.RESET_CTX || kind == ProbeKind.INIT_MMU) {
      begin(creation, record);
      inside(kind, record);
    } else if (kind.phase() == ProbeKind.Phase.SETTLED) {
      TraceEvent event = vcpu.begin(EventType.VCPU);
      vcpu.giveState(event, record);
      vcpu.sendBare();
      vcpu.expectations().knowAll();
      start(kind, record);
    } else {
      vcpu.out().notChecked(Unchecked.MID_OPERATION);
    }
  }

  private void settled(ProbeKind kind, VcpuRecord record) {
    if (!isIdle() && willHaveModesOf(record)) {
      current.complete(record);
    } else {
      finishUnseen();
      if (!vcpu.hasModesOf(record)) {
        vcpu.out().notChecked(Unchecked.UNSEEN_CHANGE);
        vcpu.forget();
        gap = true;
        appear(kind, record);
        return;
      }
      if (vcpu.mustTakeOver(record)) {
        vcpu.takeOverRegisters(record, record.position, Operation.Outcome.RECORDED);
      }
      TraceEvent event = vcpu.begin(roots.isBuilt() ? EventType.LOAD : EventType.OBSERVE);
      vcpu.send(event, record, Operation.Outcome.RECORDED);
    }
    if (kind == ProbeKind.RUN) {
      vcpu.endRsm();
    }
    start(kind, record);
  }

  /** Starts the operation that a settled record is the entry of. */
  private void start(ProbeKind kind, VcpuRecord record) {
    current =
        switch (kind) {
          case SET_CR0 -> guestWrite.of(Arg.CR0, record);
          case SET_CR3 -> guestWrite.of(Arg.CR3, record);
          case SET_CR4 -> guestWrite.of(Arg.CR4, record);
          case SREGS -> registerLoad.of(record);
          case SET_CPUID -> cpuidUpdate.of(record);
          default -> none;
        };
    vcpu.noteMaxPhyAddr(record);
  }

  private void vendorWrite(ProbeKind kind, VcpuRecord record) {
    vcpu.out().notChecked(Unchecked.MID_OPERATION);
    if (current == nestedEntry && nestedEntry.isInGuestMode() && !record.guestMode) {
      finishUnseen();
    }
    if (current == eferWrite && kind == ProbeKind.VENDOR_CR0) {
      current = registerLoad.of(record);
      registerLoad.start(eferWrite.position());
      registerLoad.hasSetEfer(eferWrite.value());
    }
    if (!current.takesVendorWrite(kind)) {
      startVendorWrite(kind, record);
    }
    current.vendorWrite(kind, record);
  }

  private void startVendorWrite(ProbeKind kind, VcpuRecord record) {
    boolean afterSmmReset = current == smmEntryReset && current.isEmitted();
    finishUnseen();
    if (vcpu.isGuestMode() && !record.guestMode) {
      begin(nestedExit, record);
    } else if (!vcpu.isGuestMode() && record.guestMode) {
      current = nestedEntry.of(record.position, last);
    } else if (afterSmmReset) {
      begin(smmEntry, record);
    } else if (!vcpu.isSmm() && record.smm) {
      vcpu.goIntoSmm(record);
      begin(smmEntry, record);
    } else if (kind == ProbeKind.VENDOR_EFER) {
      current = eferWrite.of(record);
    } else {
      current = registerLoad.of(record);
    }
  }

  private void inside(ProbeKind kind, VcpuRecord record) {
    switch (kind) {
      case RESET_CTX, INIT_MMU -> initialise(kind, record);
      case UNLOAD -> unload(record);
      case NEW_PGD, NEW_PGD_RET -> newPgd(kind, record);
      case NPT_INIT, EPT_INIT -> {
        if (current != nestedEntry) {
          finishUnseen();
          current = nestedEntry.of(record.position, last);
        }
        current.inside(kind, record);
        vcpu.out().notChecked(Unchecked.MID_OPERATION);
      }
      default -> {
        current.inside(kind, record);
        vcpu.out().notChecked(Unchecked.MID_OPERATION);
      }
    }
  }

  private void initialise(ProbeKind kind, VcpuRecord record) {
    if (isIdle()) {
      startInitialisation(record);
    }
    if (kind == ProbeKind.RESET_CTX) {
      current.resetContext();
    } else {
      vcpu.beforeInit(record);
    }
    current.inside(kind, record);
    vcpu.out().notChecked(Unchecked.MID_OPERATION);
  }

  private void startInitialisation(VcpuRecord record) {
    boolean afterSmmReset = current == smmEntryReset;
    if (!vcpu.isSmm() && record.smm) {
      begin(smmEntryReset, record);
    } else if (vcpu.isSmm() && !record.smm) {
      begin(smmExit, record);
    } else if (vcpu.mustTakeOver(record)) {
      startUnseen(record, afterSmmReset);
    } else {
      begin(vcpu.noteMaxPhyAddr(record) ? cpuidUpdate : reinitialisation, record);
    }
  }

  /** The MMU is initialised because of registers that no probe saw being set. */
  private void startUnseen(VcpuRecord record, boolean afterSmmReset) {
    if (afterSmmReset && record.cr4 == 0 && record.efer == 0) {
      begin(smmEntry, record);
    } else if (vcpu.registers().controlIsOf(record)) {
      current = eferWrite.seenIn(record);
    } else {
      current = registerLoad.seenIn(record);
    }
  }

  private void unload(VcpuRecord record) {
    if (current.isResetSeen() && !current.isEmitted()) {
      vcpu.out().notChecked(Unchecked.MID_OPERATION);
      return;
    }
    settled(ProbeKind.UNLOAD, record);
    if (vcpu.isKnown()) {
      vcpu.begin(EventType.UNLOAD);
      vcpu.sendBare();
    }
  }

  private void newPgd(ProbeKind kind, VcpuRecord record) {
    if (current.switchesRoot() || kind == ProbeKind.NEW_PGD_RET) {
      current.inside(kind, record);
      vcpu.out().notChecked(Unchecked.MID_OPERATION);
      return;
    }
    settled(kind, record);
    if (vcpu.isKnown()) {
      TraceEvent event = vcpu.begin(EventType.NEW_PGD);
      event.args().set(Arg.MMU, record.mmu);
      event.args().set(Arg.PGD, record.value);
      vcpu.sendBare();
    }
  }

  private void computed(VcpuRecord record) {
    if (isIdle()) {
      startInitialisation(record);
    }
    if (current != creation && !willHaveModesOf(record)) {
      finishUnseen();
      vcpu.out().notChecked(Unchecked.UNSEEN_CHANGE);
      vcpu.forget();
      gap = true;
      return;
    }
    if (!(current == guestWrite && guestWrite.register() == Arg.CR0)) {
      takeOverWp(record);
    }
    vcpu.enterComputed(record, current.switchesRoot());
    current.complete(record);
    vcpu.leaveComputed();
  }

  private void takeOverWp(VcpuRecord record) {
    if (current == guestWrite || current == eferWrite || current == reinitialisation) {
      vcpu.takeOverWp(record.cr0);
    }
  }

  /** Whether the operation that goes on leads to the modes of this record. */
  private boolean willHaveModesOf(VcpuRecord record) {
    boolean smm = vcpu.isSmm();
    boolean guestMode = vcpu.isGuestMode();
    if (current == smmEntryReset || current == smmEntry) {
      smm = true;
    } else if (current == smmExit) {
      smm = false;
    } else if (current == nestedExit) {
      guestMode = false;
    } else if (current == nestedEntry) {
      guestMode = record.guestMode; // an entry may fail
    }
    return record.smm == smm && record.guestMode == guestMode;
  }

  /** Whether everything that the vCPU did has been emitted. */
  boolean isIdle() {
    return current == none || current.isEmitted();
  }

  /** Whether a register has been written, and the event that says so is still to come. */
  boolean isWriting() {
    return !isIdle() && (current == guestWrite || current == eferWrite);
  }

  private void finishUnseen() {
    if (!isIdle()) {
      current.completeUnseen(last);
    }
    current = none;
  }

  private void begin(Operation operation, VcpuRecord record) {
    operation.start(record.position);
    current = operation;
  }
}
