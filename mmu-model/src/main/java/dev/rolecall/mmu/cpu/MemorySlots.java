// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import java.util.Arrays;

/**
 * Where a VM has memory: its memory slots, as far as they are told. While none is, every frame
 * counts as visible, for a trace without slots says nothing of them.
 */
public final class MemorySlots {
  private long[] bounds = {};

  /**
   * The VM has memory at {@code pages} frames from frame {@code gfn} on. What it had stays.
   *
   * @param pages a number of 4 KiB pages, unsigned
   */
  public void add(long gfn, long pages) {
    int size = bounds.length;
    bounds = Arrays.copyOf(bounds, size + 2);
    bounds[size] = gfn;
    bounds[size + 1] = pages;
  }

  /** Whether any slot is known. */
  public boolean isDescribed() {
    return bounds.length > 0;
  }

  /** Whether KVM finds a slot for frame {@code gfn}: kvm_vcpu_is_visible_gfn(), kvm_main.c. */
  public boolean isVisible(long gfn) {
    for (int i = 0; i < bounds.length; i += 2) {
      if (Long.compareUnsigned(gfn - bounds[i], bounds[i + 1]) < 0) {
        return true;
      }
    }
    return !isDescribed();
  }
}
