// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Between operations. */
final class NoOperation extends Operation {
  NoOperation(VcpuTracker vcpu) {
    super(vcpu);
  }

  @Override
  void emit(VcpuRecord record, Outcome outcome) {}
}
