// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * L2 exits to L1. On SVM L1 gets back what it had (v6.1 nested_svm_vmexit), and that is the rule to
 * check, if the trace shows what it had. On VMX L1 chooses its registers in the VMCS (v6.1
 * load_vmcs12_host_state), and no probe records the VMCS: they are taken over from the record that
 * shows the outcome.
 */
final class NestedExit extends Operation {
  NestedExit(VcpuTracker vcpu) {
    super(vcpu);
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
  void emit(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.NESTED_EXIT, position());
    vcpu.registers().leaveNested();
    boolean chosen = vcpu.machine().intel() || !vcpu.isL1Known();
    if (chosen && outcome == Outcome.RECORDED) {
      vcpu.giveAllRegisters(event, record);
      VcpuTracker.markRegistersTakenOver(event);
      vcpu.registers().set(record);
    }
    vcpu.setGuestMode(false);
    vcpu.setL1Known(false);
    vcpu.expectCr3Loaded(event);
    vcpu.send(event, record, outcome);
  }
}
