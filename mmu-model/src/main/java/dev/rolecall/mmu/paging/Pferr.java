// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.bits.BitLayout;

/**
 * Bits of a page-fault error code, and of the access that a walk is made for: PFERR_…_MASK,
 * kvm_host.h. Bits 0 to 5 are the CPU's (SDM volume 3A, 4.7); those above 31 are of nested page
 * faults (APM volume 2, 15.25.6) and KVM's own.
 */
public final class Pferr {
  public static final long PRESENT = 1L << 0;
  public static final long WRITE = 1L << 1;
  public static final long USER = 1L << 2;
  public static final long RSVD = 1L << 3;
  public static final long FETCH = 1L << 4;
  public static final long PK = 1L << 5;

  /** The access is to what the guest's address finally translates to. */
  public static final long GUEST_FINAL = 1L << 32;

  /** The access is to a table of the guest's own page tables. */
  public static final long GUEST_PAGE = 1L << 33;

  /** A supervisor access that the CPU makes by itself; EFLAGS.AC does not count for it. */
  public static final long IMPLICIT = 1L << 48;

  /** The bits by name. */
  public static final BitLayout LAYOUT =
      BitLayout.ofWidth(Long.SIZE)
          .field("P", 1)
          .field("W", 1)
          .field("U", 1)
          .field("RSVD", 1)
          .field("F", 1)
          .field("PK", 1)
          .field("SS", 1)
          .padding(8)
          .field("SGX", 1)
          .padding(16)
          .field("GUEST_FINAL", 1)
          .field("GUEST_PAGE", 1)
          .padding(14)
          .field("IMPLICIT", 1)
          .padding(15)
          .build();

  private Pferr() {}
}
