// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;

/** A vCPU is made, and its MMU initialised for the first time. */
final class Creation extends Operation {
  Creation(VcpuTracker vcpu) {
    super(vcpu);
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.VCPU, position());
    vcpu.giveState(event, record);
    vcpu.expectations().knowAll();
    vcpu.roots().know();
    vcpu.send(event, record, outcome);
  }
}
