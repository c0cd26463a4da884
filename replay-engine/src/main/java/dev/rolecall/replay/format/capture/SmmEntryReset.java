// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * The first half of SMM entry: kvm_smm_changed (since 5.17 also on entry, v6.1 x86.c) resets the
 * MMU context in SMM with the registers that the vCPU had.
 */
final class SmmEntryReset extends Operation {
  SmmEntryReset(VcpuTracker vcpu) {
    super(vcpu);
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    vcpu.goIntoSmm(record);
    TraceEvent event = vcpu.begin(EventType.SMM, position());
    event.args().set(Arg.ENTER, 1);
    vcpu.giveRegisters(event, record);
    vcpu.registers().saveForSmm();
    vcpu.registers().set(record);
    vcpu.setSmm(true);
    vcpu.send(event, record, outcome);
  }
}
