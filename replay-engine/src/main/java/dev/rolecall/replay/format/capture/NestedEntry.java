// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * L1 enters L2: enter_svm_guest_mode, nested_vmx_enter_non_root_mode (v6.1), or v5.10's
 * enter_svm_guest_mode, which loads L2's registers before it initialises the shadow NPT MMU.
 *
 * <p>The NPT MMU's role comes from L1's CR4 and EFER. These are the vCPU's own, except when RSM
 * returns into L2: then they are the ones that L1 had before the SMI (v6.1 svm_leave_smm), and the
 * vCPU still has SMM's.
 */
final class NestedEntry extends Operation {
  private final VcpuRecord l1 = new VcpuRecord();
  private final long[] vendorValues = new long[3];
  private final boolean[] vendorWritten = new boolean[3];
  private NestedMode mode = NestedMode.SHADOW;
  private boolean hasPgd;
  private long pgd;
  private long execOnly;
  private long accessedDirty;
  private boolean hasEptArgs;
  private boolean inGuestMode;
  private boolean resumedByRsm;

  NestedEntry(VcpuTracker vcpu) {
    super(vcpu);
  }

  /** Starts at a tracepoint or record, with the state before it. */
  NestedEntry of(long position, VcpuRecord before) {
    start(position);
    l1.copyFrom(before);
    mode = NestedMode.SHADOW;
    hasPgd = false;
    pgd = 0;
    execOnly = 0;
    accessedDirty = 0;
    hasEptArgs = false;
    inGuestMode = false;
    resumedByRsm = vcpu.isInRsm();
    for (int i = 0; i < vendorWritten.length; i++) {
      vendorWritten[i] = false;
    }
    return this;
  }

  /** Notes nested NPT or EPT with L1's root, as the tracepoint kvm_nested_vmenter has it. */
  void nestedPaging(long newPgd) {
    mode = vcpu.machine().intel() ? NestedMode.EPT : NestedMode.NPT;
    pgd = newPgd;
    hasPgd = true;
  }

  /** Whether L2 has been entered, so that a record out of guest mode means that it was left. */
  boolean isInGuestMode() {
    return inGuestMode;
  }

  @Override
  boolean takesVendorWrite(ProbeKind kind) {
    return !isEmitted();
  }

  @Override
  boolean switchesRoot() {
    return true;
  }

  @Override
  void vendorWrite(ProbeKind kind, VcpuRecord record) {
    inGuestMode |= record.guestMode;
    int i = kind == ProbeKind.VENDOR_CR0 ? 0 : kind == ProbeKind.VENDOR_CR4 ? 1 : 2;
    vendorValues[i] = record.value;
    vendorWritten[i] = true;
  }

  @Override
  void inside(ProbeKind kind, VcpuRecord record) {
    inGuestMode |= record.guestMode;
    if (kind == ProbeKind.NPT_INIT) {
      nptInit(record);
    } else if (kind == ProbeKind.EPT_INIT) {
      mode = NestedMode.EPT;
      pgd = record.nestedArgs[0];
      hasPgd = true;
      execOnly = record.nestedArgs[1];
      accessedDirty = record.nestedArgs[2];
      hasEptArgs = true;
    } else if (kind == ProbeKind.NPT_INIT_RET || kind == ProbeKind.EPT_INIT_RET) {
      vcpu.expectations().know(MmuId.GUEST_MMU);
    }
  }

  /**
   * kvm_init_shadow_npt_mmu(vcpu, cr0, cr4, efer, nested_cr3) lost its cr0 by v7.2, so that every
   * argument stands one place earlier there.
   */
  private void nptInit(VcpuRecord record) {
    boolean shifted = hasPgd && record.nestedArgs[2] == pgd && record.nestedArgs[3] != pgd;
    boolean noCr0 =
        hasPgd ? shifted : vcpu.machine().revision().compareTo(new KernelRelease(7, 0)) >= 0;
    mode = NestedMode.NPT;
    pgd = record.nestedArgs[noCr0 ? 2 : 3];
    hasPgd = true;
    long l1Cr4 = record.nestedArgs[noCr0 ? 0 : 1];
    long l1Efer = record.nestedArgs[noCr0 ? 1 : 2];
    resumedByRsm |= l1Cr4 != l1.cr4 || l1Efer != l1.efer;
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    if (outcome == Outcome.RECORDED && !record.guestMode) {
      vcpu.observe(record, outcome);
      return;
    }
    if (mode == NestedMode.NPT
        && outcome == Outcome.RECORDED
        && vcpu.expectations().mayHaveOldGuestLevels(record)) {
      vcpu.out().notChecked(Unchecked.UNKNOWN_WORDS);
      vcpu.forget();
      return;
    }
    vcpu.setL1Known(!resumedByRsm || vcpu.isBeforeSmmKnown());
    if (resumedByRsm) {
      giveBackL1();
    }
    TraceEvent event = vcpu.begin(EventType.NESTED_ENTRY, position());
    event.args().set(Arg.MODE, mode);
    giveNestedPaging(event);
    if (outcome == Outcome.RECORDED) {
      giveL2(event, record);
    } else {
      giveWritten(event);
    }
    vcpu.setGuestMode(true);
    vcpu.expectCr3Loaded(event);
    vcpu.send(event, record, outcome);
  }

  private void giveNestedPaging(TraceEvent event) {
    if (mode == NestedMode.NPT) {
      event.args().set(Arg.NCR3, pgd);
    } else if (mode == NestedMode.EPT && hasEptArgs) {
      event.args().set(Arg.EPTP, pgd);
      event.args().set(Arg.EXECONLY, execOnly);
      event.args().set(Arg.AD, accessedDirty);
    } else if (mode == NestedMode.EPT) {
      event.args().set(Arg.EPTP, pgd);
      vcpu.expectations().forget(MmuId.GUEST_MMU, Unchecked.UNKNOWN_WORDS);
    }
  }

  private void giveL2(TraceEvent event, VcpuRecord record) {
    vcpu.giveAllRegisters(event, record);
    event.markTakenOver(Arg.CR3);
    vcpu.registers().enterNested();
    vcpu.registers().set(record);
  }

  private void giveWritten(TraceEvent event) {
    Arg[] registers = {Arg.CR0, Arg.CR4, Arg.EFER};
    for (int i = 0; i < registers.length; i++) {
      if (vendorWritten[i]) {
        event.args().set(registers[i], vendorValues[i]);
      }
    }
    vcpu.registers().enterNested();
  }

  /** L1 gets the registers that it had before the SMI, and root_mmu is not told of it. */
  private void giveBackL1() {
    vcpu.expectations().forget(MmuId.ROOT_MMU, Unchecked.RESUMED_L2);
    if (!vcpu.isBeforeSmmKnown()) {
      vcpu.expectations().forget(MmuId.GUEST_MMU, Unchecked.RESUMED_L2);
      return;
    }
    VcpuRecord saved = vcpu.beforeSmm();
    TraceEvent event = vcpu.begin(EventType.SREGS, position());
    vcpu.giveAllRegisters(event, saved);
    VcpuTracker.markRegistersTakenOver(event);
    vcpu.registers().set(saved);
    vcpu.sendBare();
  }
}
