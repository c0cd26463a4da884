// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * The VMM sets the CPUID, of which MAXPHYADDR is recorded. v6.1 kvm_mmu_after_set_cpuid invalidates
 * every MMU's roles and resets the context; v5.10 kvm_vcpu_after_set_cpuid only resets it.
 */
final class CpuidUpdate extends Operation {
  CpuidUpdate(VcpuTracker vcpu) {
    super(vcpu);
  }

  CpuidUpdate of(VcpuRecord record) {
    start(record.position);
    return this;
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.CPUID, position());
    if (record.maxPhyAddr != VcpuRecord.NOT_RECORDED) {
      event.args().set(Arg.MAXPHYADDR, record.maxPhyAddr);
    }
    vcpu.expectations().cpuidSet();
    vcpu.send(event, record, outcome);
  }
}
