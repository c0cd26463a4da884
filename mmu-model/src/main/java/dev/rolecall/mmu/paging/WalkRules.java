// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/**
 * What kernels do differently when they walk guest page tables.
 *
 * @param bits where the mode bits come from
 * @param reserved the reserved bits of entries
 * @param sptes the reserved bits of KVM's own entries
 * @param access the ACC_ bits
 * @param smap when EFLAGS.AC overrides SMAP
 * @param secondStage what L2's accesses are to L1's tables
 * @param exitQualification of injected EPT violations
 * @param wp what happens to a stale CR0.WP
 */
public record WalkRules(
    PagingBits bits,
    ReservedRule reserved,
    SpteReserved sptes,
    AccessBits access,
    SmapOverride smap,
    SecondStage secondStage,
    ExitQualification exitQualification,
    PassthroughWp wp) {

  /** The bits that no SPTE of a context that was configured so may have: shadow_zero_check. */
  public ReservedBits spteReserved(WalkSetup setup) {
    return sptes.of(setup, reserved, bits.of(setup));
  }
}
