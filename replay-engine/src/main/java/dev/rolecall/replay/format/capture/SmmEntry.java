// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * SMM entry, or its second half: enter_smm (v5.10 and v6.1 x86.c) loads the registers that SMM
 * starts with and resets the MMU context. The rule says which registers, so none are given.
 */
final class SmmEntry extends Operation {
  SmmEntry(VcpuTracker vcpu) {
    super(vcpu);
  }

  @Override
  boolean takesVendorWrite(ProbeKind kind) {
    return !isEmitted();
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.SMM, position());
    event.args().set(Arg.ENTER, 1);
    if (!vcpu.isSmm()) {
      vcpu.registers().saveForSmm();
    }
    vcpu.registers().enterSmm();
    vcpu.setSmm(true);
    vcpu.send(event, record, outcome);
  }
}
