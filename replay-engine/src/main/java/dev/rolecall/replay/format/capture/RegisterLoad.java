// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Registers are set at once and not by the guest: __set_sregs_common, or kvm_vcpu_reset (v6.1
 * x86.c), which has no event of its own in a trace.
 *
 * <p>The values are those that the vendor's code gets. svm_set_cr0 sets CR4 again when it switches
 * paging without NPT, and vmx_set_cr0 sets EFER, so the first EFER and the last CR4 are the ones
 * meant. CR3 passes no probe: it is taken over from the record that shows the outcome.
 */
final class RegisterLoad extends Operation {
  private long cr0;
  private long cr4;
  private long efer;
  private boolean hasCr0;
  private boolean hasCr4;
  private boolean hasEfer;
  private boolean takenOver;

  RegisterLoad(VcpuTracker vcpu) {
    super(vcpu);
  }

  RegisterLoad of(VcpuRecord record) {
    start(record.position);
    hasCr0 = false;
    hasCr4 = false;
    hasEfer = false;
    takenOver = false;
    return this;
  }

  /** Where no probe tells of the operation: a record shows its outcome. */
  RegisterLoad seenIn(VcpuRecord record) {
    of(record);
    takenOver = true;
    return this;
  }

  /** Goes on from what looked like a write of EFER alone. */
  void hasSetEfer(long value) {
    efer = value;
    hasEfer = true;
  }

  @Override
  boolean takesVendorWrite(ProbeKind kind) {
    return !isEmitted();
  }

  @Override
  void vendorWrite(ProbeKind kind, VcpuRecord record) {
    switch (kind) {
      case VENDOR_CR0 -> {
        cr0 = record.value;
        hasCr0 = true;
      }
      case VENDOR_CR4 -> {
        cr4 = record.value;
        hasCr4 = true;
      }
      default -> {
        efer = hasEfer ? efer : record.value;
        hasEfer = true;
      }
    }
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    if (!hasCr0 && !hasCr4 && !hasEfer && (takenOver || vcpu.mustTakeOver(record))) {
      vcpu.takeOverRegisters(record, position(), outcome);
      return;
    }
    if (!hasCr0 && !hasCr4 && !hasEfer) {
      vcpu.observe(record, outcome);
      return;
    }
    boolean only = hasCr0 && !hasCr4 && !hasEfer;
    if (only && vcpu.registers().expectedCr0(cr0) == vcpu.registers().expectedCr0(record.cr0)) {
      emitOwnedWrite(record, outcome);
    } else {
      emitSregs(record, outcome);
    }
  }

  /** CLTS under VMX: handle_cr (v6.1 vmx.c) sets CR0 through the vendor's code alone. */
  private void emitOwnedWrite(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.WRITE, position());
    event.args().set(Arg.CR0, cr0);
    vcpu.registers().setCr0(cr0);
    vcpu.send(event, record, outcome);
  }

  private void emitSregs(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.SREGS, position());
    if (hasCr0) {
      event.args().set(Arg.CR0, cr0);
      vcpu.registers().setCr0(cr0);
    }
    if (hasCr4) {
      event.args().set(Arg.CR4, cr4);
      vcpu.registers().setCr4(cr4);
    }
    if (hasEfer) {
      event.args().set(Arg.EFER, efer);
      vcpu.registers().setEfer(efer);
    }
    event.expectations().set(ExpectKey.ACCEPTED, 1);
    if (outcome == Outcome.RECORDED) {
      event.args().set(Arg.CR3, record.cr3);
      event.markTakenOver(Arg.CR3);
    }
    vcpu.send(event, record, outcome);
  }
}
