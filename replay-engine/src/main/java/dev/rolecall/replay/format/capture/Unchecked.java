// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Why something that was recorded is not an expectation, in words that finish "not checked: ". */
enum Unchecked {
  MID_OPERATION("state recorded in the middle of an operation of KVM"),
  ROOTS("roots of which the trace does not show what pages they are"),
  INVALIDATED_ROOTS("roots that KVM dropped after an invalidation that has no event"),
  CR3_UNDER_TDP("CR3 under two-dimensional paging (the guest changes it without an exit)"),
  GUEST_OWNED_BITS("register bits that the guest changes without an exit"),
  STALE_PASSTHROUGH("cpu_role after the guest changed CR0.WP without an exit"),
  UNKNOWN_WORDS("role words computed before the trace knew the vCPU's state"),
  RESUMED_L2("root_mmu's words while RSM returns into L2 (L1's registers skip root_mmu)"),
  UNKNOWN_STATE("records of a vCPU whose state is not known, or no longer"),
  UNSEEN_CHANGE("SMM or guest mode changed by an operation that was not recorded"),
  LOST_EVENTS("events lost by the recorder: the vCPU's state was taken over anew"),
  UNSEEN_WRITE("registers set where no probe recorded it: taken over from the next record"),
  NO_VCPU("events of threads that run no vCPU");

  private final String reason;

  Unchecked(String reason) {
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
