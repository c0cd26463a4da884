// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * EFER is written as an MSR, by the guest or for RSM: set_efer (v6.1 x86.c) checks the value and
 * then has the vendor's code set it, which a refused write never reaches.
 */
final class EferWrite extends Operation {
  private long value;
  private boolean takenOver;

  EferWrite(VcpuTracker vcpu) {
    super(vcpu);
  }

  EferWrite of(VcpuRecord record) {
    start(record.position);
    value = record.value;
    takenOver = false;
    return this;
  }

  /** Where no probe tells of the write: the MMU's reset shows it. */
  EferWrite seenIn(VcpuRecord record) {
    start(record.position);
    value = record.efer;
    takenOver = true;
    return this;
  }

  long value() {
    return value;
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {
    TraceEvent event = vcpu.begin(EventType.WRITE, position());
    event.args().set(Arg.EFER, value);
    event.expectations().set(ExpectKey.ACCEPTED, 1);
    if (takenOver) {
      event.markTakenOver(Arg.EFER);
    }
    vcpu.registers().setEfer(value);
    vcpu.send(event, record, outcome);
  }
}
