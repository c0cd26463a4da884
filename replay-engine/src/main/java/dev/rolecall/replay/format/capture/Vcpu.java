// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Everything that follows one vCPU. */
final class Vcpu {
  private final VcpuTracker tracker;
  private final OperationTracker operations;
  private final BareVcpu bare;
  private final WalkAssembler walk;

  Vcpu(VcpuNumber number, Machine machine, Coverage coverage, Emitter out) {
    tracker = new VcpuTracker(number, machine, coverage, out);
    operations = new OperationTracker(tracker);
    bare = new BareVcpu(tracker);
    walk = new WalkAssembler(tracker);
  }

  VcpuTracker tracker() {
    return tracker;
  }

  /** The reading of its probes. */
  OperationTracker operations() {
    return operations;
  }

  /** The reading of its tracepoints where no probe recorded. */
  BareVcpu bare() {
    return bare;
  }

  WalkAssembler walk() {
    return walk;
  }

  /** Emits what was held back: another event of the vCPU has come. */
  void settle() {
    walk.end();
    bare.settle();
  }

  void finish() {
    settle();
    operations.finish();
  }

  void lost() {
    walk.drop();
    bare.lost();
    operations.lost();
  }
}
