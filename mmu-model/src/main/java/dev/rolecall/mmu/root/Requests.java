// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

/** What KVM asked of itself during one input. */
@SuppressWarnings("EnumOrdinal") // requests are bits of a mask
public final class Requests {
  private int mask;
  private boolean certain = true;

  /** Forgets what was asked. */
  public void clear() {
    mask = 0;
    certain = true;
  }

  public void make(MmuRequest request) {
    mask |= 1 << request.ordinal();
  }

  /** What is asked hangs on something that the trace does not give. */
  public void doubt() {
    certain = false;
  }

  /** Whether all that was asked is known. */
  public boolean isCertain() {
    return certain;
  }

  /** The requests, a bit each by ordinal. */
  public int mask() {
    return mask;
  }

  public boolean has(MmuRequest request) {
    return (mask >>> request.ordinal() & 1) != 0;
  }

  /** Makes these requests what others are. */
  public void copyFrom(Requests other) {
    mask = other.mask;
    certain = other.certain;
  }
}
