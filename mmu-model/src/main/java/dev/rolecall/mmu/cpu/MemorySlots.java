// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import dev.rolecall.mmu.cpu.GuestMemory.Protection;

/**
 * Where a VM has memory: its memory slots, as far as they are told. While none is, every frame
 * counts as visible, for a trace without slots says nothing of them.
 */
public final class MemorySlots {
  private final FrameSet visible = new FrameSet();
  private final FrameSet readOnly = new FrameSet();
  private boolean described;

  /**
   * The VM has memory at {@code pages} frames from frame {@code gfn} on. What it had stays.
   *
   * @param gfn the first frame, of at most 52 bits
   * @param pages a number of 4 KiB pages, of at most 52 bits
   */
  public void add(long gfn, long pages, Protection protection) {
    described = true;
    visible.add(gfn, pages);
    if (protection == Protection.READ_ONLY) {
      readOnly.add(gfn, pages);
    }
  }

  /** Whether any slot is known. */
  public boolean isDescribed() {
    return described;
  }

  /** Whether KVM finds a slot for frame {@code gfn}: kvm_vcpu_is_visible_gfn(), kvm_main.c. */
  public boolean isVisible(long gfn) {
    return !described || visible.contains(gfn);
  }

  /** Whether KVM may write the frame: gfn_to_hva_memslot_prot(), kvm_main.c. */
  boolean isWritable(long gfn) {
    return readOnly.isEmpty() || !readOnly.contains(gfn);
  }
}
