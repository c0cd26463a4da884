// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * RSM begins: kvm_smm_changed (v5.10 kvm_set_hflags) resets the MMU context outside SMM with the
 * registers that SMM had. The emulator (em_rsm) then writes the saved ones, each a write of its
 * own.
 */
final class SmmExit extends Operation {
  SmmExit(VcpuTracker vcpu) {
    super(vcpu);
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.SMM, position());
    event.args().set(Arg.ENTER, 0);
    vcpu.giveRegisters(event, record);
    vcpu.registers().set(record);
    vcpu.setSmm(false);
    vcpu.beginRsm();
    vcpu.send(event, record, outcome);
  }
}
