// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * The guest writes a control register: kvm_set_cr0, kvm_set_cr3, kvm_set_cr4 (v6.1 x86.c).
 *
 * <p>The vendor's code sets CR0 and CR4 only after every check has passed; CR3 has no such sign.
 */
final class GuestWrite extends Operation {
  private Arg register = Arg.CR0;
  private long value;
  private boolean accepted;
  private boolean wpChangedUnseen;

  GuestWrite(VcpuTracker vcpu) {
    super(vcpu);
  }

  GuestWrite of(Arg newRegister, VcpuRecord record) {
    start(record.position);
    register = newRegister;
    value = record.value;
    accepted = false;
    wpChangedUnseen = false;
    return this;
  }

  Arg register() {
    return register;
  }

  @Override
  boolean takesVendorWrite(ProbeKind kind) {
    return register != Arg.CR3 && !isEmitted();
  }

  @Override
  void vendorWrite(ProbeKind kind, VcpuRecord record) {
    accepted |= kind == (register == Arg.CR0 ? ProbeKind.VENDOR_CR0 : ProbeKind.VENDOR_CR4);
  }

  @Override
  void inside(ProbeKind kind, VcpuRecord record) {
    if (kind == ProbeKind.POST_CR0 || kind == ProbeKind.POST_CR4) {
      accepted = true;
    }
    if (kind == ProbeKind.POST_CR0) {
      wpChangedUnseen = vcpu.takeOverWp(record.oldValue);
    }
  }

  @Override
  boolean switchesRoot() {
    return register == Arg.CR3;
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    if (wpChangedUnseen && !vcpu.isComputed()) {
      vcpu.expectations().wpChangedUnseen(record.walkMmu);
    }
    TraceEvent event = vcpu.begin(EventType.WRITE, position());
    event.args().set(register, value);
    if (register == Arg.CR3) {
      expectCr3Accepted(event, record, outcome);
    } else if (accepted || outcome == Outcome.RECORDED) { // else it may still have been to come
      event.expectations().set(ExpectKey.ACCEPTED, accepted ? 1 : 0);
    }
    if (accepted) {
      follow();
    }
    vcpu.send(event, record, outcome);
  }

  /** The outcome shows CR3's fate, unless the guest may have written it again without an exit. */
  private void expectCr3Accepted(TraceEvent event, VcpuRecord record, Outcome outcome) {
    boolean taken = ((record.cr3 ^ value) & ~Cr3.NO_FLUSH) == 0;
    if (outcome == Outcome.RECORDED && (taken || !vcpu.machine().tdp())) {
      event.expectations().set(ExpectKey.ACCEPTED, taken ? 1 : 0);
    }
  }

  private void follow() {
    if (register == Arg.CR0) {
      vcpu.registers().setCr0(value);
    } else {
      vcpu.registers().setCr4(value);
    }
  }
}
