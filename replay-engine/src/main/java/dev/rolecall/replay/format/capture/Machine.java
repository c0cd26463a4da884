// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.trace.Vendor;

/**
 * The host, as a survey of the whole trace found it.
 *
 * @param release the kernel that recorded
 * @param vendor whose CPU
 * @param paging how KVM translated its guests' addresses
 * @param tdpLevels the levels of the two-dimensional paging, 4 or 5
 * @param eptAd 1 if EPT has accessed and dirty bits, 0 if not
 * @param tdpMmu 1 if the TDP MMU was in use, 0 if not
 */
public record Machine(
    KernelRelease release, Vendor vendor, Paging paging, int tdpLevels, int eptAd, int tdpMmu) {

  /** How KVM translates its guests' addresses. */
  public enum Paging {
    SHADOW,
    TWO_DIMENSIONAL
  }

  /** The revision in whose layout the role words are read. */
  public KernelRelease revision() {
    return release.nearestKnown();
  }

  /** The layout of its role words. */
  RoleLayout layout() {
    return MmuHistory.find(revision().revision()).orElseThrow().layout();
  }

  boolean tdp() {
    return paging == Paging.TWO_DIMENSIONAL;
  }

  boolean intel() {
    return vendor == Vendor.INTEL;
  }

  /** Whether the guest may own CR0.WP, so that a walk refreshes cpu_role (v6.1 mmu.c). */
  boolean ownsWp() {
    return intel() && tdp();
  }

  /**
   * The CR0 bits that a guest changes without an exit: on SVM the selective CR0 write intercept
   * lets TS and MP pass; on VMX KVM_POSSIBLE_CR0_GUEST_BITS is TS, and since 6.4 and in backports
   * WP.
   */
  long ownedCr0() {
    if (!intel()) {
      return Cr0.TS | Cr0.MP;
    }
    return tdp() ? Cr0.TS | Cr0.WP : Cr0.TS;
  }

  /** The CR4 bits that a guest changes without an exit; SVM intercepts every CR4 write. */
  long ownedCr4() {
    return intel() ? OwnedBits.CR4_OF_VMX_GUEST : 0;
  }
}
