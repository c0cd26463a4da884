// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.EventType;

/** The MMU is initialised, or its context reset, outside of every other operation. */
final class Reinitialisation extends Operation {
  Reinitialisation(VcpuTracker vcpu) {
    super(vcpu);
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    if (isResetSeen()) {
      vcpu.begin(EventType.UNLOAD, position());
      vcpu.sendBare();
    }
    vcpu.send(vcpu.begin(EventType.INIT_MMU, position()), record, outcome);
  }
}
