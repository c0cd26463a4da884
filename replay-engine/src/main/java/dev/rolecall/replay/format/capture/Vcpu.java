// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Everything that follows one vCPU. */
final class Vcpu {
  private final VcpuTracker tracker;
  private final OperationTracker operations;
  private final BareVcpu bare;
  private final WalkTables tables;
  private final WalkEvents walkEvents;
  private final WalkAssembler walk;
  private boolean mapping;

  Vcpu(VcpuNumber number, Machine machine, Recorded recorded, Emitter out) {
    tracker = new VcpuTracker(number, machine, recorded, out);
    operations = new OperationTracker(tracker);
    tables = new WalkTables(machine);
    bare = new BareVcpu(tracker, tables);
    walkEvents = new WalkEvents(tracker, operations, tables);
    walk = new WalkAssembler(tables, this::take, bare::walksTwoStages);
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

  /** Whether the emitted events say what state the vCPU is in, here and now. */
  boolean isStateKnown() {
    return bare.isFollowed() || (tracker.isKnown() && operations.isIdle());
  }

  /** Takes a probe's record. */
  void record(ProbeKind kind, VcpuRecord record) {
    settle();
    if (record.isBlank()) {
      tracker.noteNew();
    }
    operations.record(kind, record);
    tables.follow(record);
    walkEvents.release(walk::reuse);
  }

  /** KVM handles a fault, and is about to map a page. */
  void beginMapping() {
    mapping = true;
  }

  /**
   * Whether an SPTE that is set comes of a fault since the guest's last exit; INVLPG sets SPTEs too
   * (FNAME(invlpg), v6.1 paging_tmpl.h).
   */
  boolean isMapping() {
    return mapping;
  }

  /** The guest is entered. */
  void guestEntered() {
    mapping = false;
    settle();
    tracker.noteEntered();
    operations.guestEntered();
    walkEvents.release(walk::reuse);
  }

  /** Where no probe records: a walk starts, which what was held back precedes. */
  void beginBareWalk() {
    if (bare.settlesAtWalk()) {
      bare.settle();
    }
  }

  /** KVM looks up a shadow page, which what was held back precedes. */
  void needsPage() {
    walk.end();
    bare.needsPage();
  }

  private void take(GuestWalk each) {
    walkEvents.take(each, walk::reuse);
  }

  /** Emits what was held back: another event of the vCPU has come. */
  void settle() {
    walk.end();
    bare.settle();
  }

  void finish() {
    walk.cutOff();
    settle();
    operations.finish();
    walkEvents.release(walk::reuse);
  }

  void lost() {
    walk.drop();
    walkEvents.drop(walk::reuse);
    bare.lost();
    operations.lost();
  }
}
