// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/**
 * Something that KVM does to a vCPU in several steps, at each of which a probe may record: held
 * back until its outcome is certain, then emitted as one trace event, or a few.
 */
abstract class Operation {
  final VcpuTracker vcpu;
  private long position;
  private boolean emitted;
  private boolean resetSeen;

  Operation(VcpuTracker vcpu) {
    this.vcpu = vcpu;
  }

  /** Starts anew at a record, or at a tracepoint with that position. */
  final void start(long newPosition) {
    position = newPosition;
    emitted = false;
    resetSeen = false;
  }

  final long position() {
    return position;
  }

  /** Whether the events have been emitted, and only what follows from them is still to come. */
  final boolean isEmitted() {
    return emitted;
  }

  /** Notes that the MMU context is being reset, which unloads the roots. */
  final void resetContext() {
    resetSeen = true;
  }

  final boolean isResetSeen() {
    return resetSeen;
  }

  /** Whether the vendor's code may set this register within the operation. */
  boolean takesVendorWrite(ProbeKind kind) {
    return false;
  }

  /** Takes such a write: the record's value is about to be set. */
  void vendorWrite(ProbeKind kind, VcpuRecord record) {}

  /** Takes a record from the middle of the operation. */
  void inside(ProbeKind kind, VcpuRecord record) {}

  /** Whether the operation switches roots, so that kvm_mmu_new_pgd is part of it. */
  boolean switchesRoot() {
    return false;
  }

  /** Emits, with the expectations of the record that shows the outcome. */
  final void complete(VcpuRecord record) {
    emitted = true;
    emit(record, Outcome.RECORDED);
  }

  /** Emits though no record shows the outcome; the last one shows what came before. */
  final void completeUnseen(VcpuRecord last) {
    emitted = true;
    emit(last, Outcome.UNSEEN);
  }

  abstract void emit(VcpuRecord record, Outcome outcome);

  /** Whether a record shows the state that an operation led to. */
  enum Outcome {
    RECORDED,
    UNSEEN
  }
}
