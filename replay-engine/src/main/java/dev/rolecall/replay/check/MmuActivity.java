// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;

/** What a vCPU's MMU was last seen to do: that which its next events follow from. */
final class MmuActivity {
  private final LastWalk walk;
  private boolean faultOpen;
  private boolean faulted;
  private long faultAddress;
  private long faultError;
  private boolean walkFaulted;
  private long walkFault;
  private boolean innerFaulted;
  private long innerFault;

  MmuActivity(AccessBits access) {
    this.walk = new LastWalk(access);
  }

  /** The last walk, as far as it was checked. */
  LastWalk walk() {
    return walk;
  }

  /**
   * Takes notice of any event: one that is no step of a fault's handling ends that. What is
   * observed is so at the guest's entry.
   */
  void before(EventType type) {
    if (!isStep(type)) {
      walk.forget();
      walkFaulted = false;
      faulted = false;
    }
  }

  /** Whether an event may be a step of the handling of a fault. */
  static boolean isStep(EventType type) {
    return switch (type) {
      case PAGE_FAULT, WALK, MAP, SPTE, PAGE, INJECT, UNKNOWN -> true;
      default -> false;
    };
  }

  /** Events were lost: nothing that follows can be put down to what came before. */
  void lost() {
    walk.forget();
    walkFaulted = false;
    innerFaulted = false;
    faultOpen = false;
    faulted = false;
  }

  /** Takes a fault that the hardware reported. */
  void fault(TraceEvent event) {
    faultOpen = true;
    faulted = true;
    faultAddress = event.args().number(Arg.ADDR);
    faultError = event.args().number(Arg.ERROR);
    walk.forget();
  }

  /** Whether a fault was reported since the guest's last exit. */
  boolean hasFault() {
    return faulted;
  }

  /** Whether KVM has not been seen to answer the last fault. */
  boolean isFaultOpen() {
    return faultOpen;
  }

  /** KVM was seen to answer the last fault. */
  void closeFault() {
    faultOpen = false;
  }

  long faultAddress() {
    return faultAddress;
  }

  long faultError() {
    return faultError;
  }

  /** Takes the outcome that a walk was recorded with. */
  void walked(TraceEvent event, MmuId mmu) {
    walk.forget();
    walkFaulted = event.expectations().has(ExpectKey.FAULT);
    walkFault = event.expectations().numberOr(ExpectKey.FAULT, 0);
    if (mmu == MmuId.GUEST_MMU) {
      innerFaulted = walkFaulted;
      innerFault = walkFault;
    }
  }

  /** Whether the last walk was recorded with a fault. */
  boolean isWalkFaulted() {
    return walkFaulted;
  }

  /** The error code of the last walk, which faulted. */
  long walkFault() {
    return walkFault;
  }

  /** The last walk's fault has been injected. */
  void injected() {
    walkFaulted = false;
  }

  /** Whether the last walk of L1's nested tables was recorded with that fault. */
  boolean isInnerFault(long code) {
    return innerFaulted && innerFault == code;
  }
}
