// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.cpu.Cr4;

/** Bits that a guest changes without KVM's knowledge, and what follows from them. */
final class OwnedBits {
  /**
   * The CR4 bits that a VMX guest may own, at most: KVM_POSSIBLE_CR4_GUEST_BITS of kvm_cache_regs.h
   * in v6.1. PGE is the guest's only with EPT (v6.1 vmx.c, set_cr4_guest_host_mask).
   */
  static final long CR4_OF_VMX_GUEST =
      Cr4.PVI | Cr4.TSD | Cr4.DE | Cr4.PGE | Cr4.PCE | Cr4.OSFXSR | Cr4.OSXMMEXCPT | Cr4.FSGSBASE;

  /** The bits that a 5.10 to 6.12 cpu_role takes from CR0.WP: three in a row. */
  private static final long WP_FIELDS_UNTIL_6_12 = 0xe000;

  /** The bits that a 7.2 cpu_role takes from CR0.WP: cr0_wp and smap_andnot_wp. */
  private static final long WP_FIELDS_OF_7_2 = 0xc000;

  private OwnedBits() {}

  static long wpFields(KernelRelease revision) {
    return revision.compareTo(new KernelRelease(7, 0)) < 0
        ? WP_FIELDS_UNTIL_6_12
        : WP_FIELDS_OF_7_2;
  }
}
