// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** The register bits that the interpretation of records depends on. */
final class RegisterBits {
  static final long CR0_PE = 1L;
  static final long CR0_MP = 1L << 1;
  static final long CR0_EM = 1L << 2;
  static final long CR0_TS = 1L << 3;
  static final long CR0_ET = 1L << 4;
  static final long CR0_WP = 1L << 16;
  static final long CR0_PG = 1L << 31;

  /** Bit 63 of a value for CR3: keep the TLB's entries of the PCID. */
  static final long CR3_NO_FLUSH = 1L << 63;

  static final long EFER_LME = 1L << 8;
  static final long EFER_LMA = 1L << 10;

  /** What CR0 loses when the CPU enters SMM. */
  static final long CR0_LOST_IN_SMM = CR0_PE | CR0_EM | CR0_TS | CR0_PG;

  private static final long CR4_PVI = 1L << 1;
  private static final long CR4_TSD = 1L << 2;
  private static final long CR4_DE = 1L << 3;
  private static final long CR4_PGE = 1L << 7;
  private static final long CR4_PCE = 1L << 8;
  private static final long CR4_OSFXSR = 1L << 9;
  private static final long CR4_OSXMMEXCPT = 1L << 10;
  private static final long CR4_FSGSBASE = 1L << 16;

  /**
   * The CR4 bits that a VMX guest may own, at most: KVM_POSSIBLE_CR4_GUEST_BITS of kvm_cache_regs.h
   * in v6.1. PGE is the guest's only with EPT (v6.1 vmx.c, set_cr4_guest_host_mask).
   */
  static final long CR4_VMX_GUEST_OWNED =
      CR4_PVI | CR4_TSD | CR4_DE | CR4_PGE | CR4_PCE | CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_FSGSBASE;

  /** The bits that a 5.10 to 6.12 cpu_role takes from CR0.WP: three in a row. */
  private static final long WP_FIELDS_UNTIL_6_12 = 0xe000;

  /** The bits that a 7.2 cpu_role takes from CR0.WP: cr0_wp and smap_andnot_wp. */
  private static final long WP_FIELDS_OF_7_2 = 0xc000;

  private RegisterBits() {}

  static long wpFields(KernelRelease revision) {
    return revision.compareTo(new KernelRelease(7, 0)) < 0
        ? WP_FIELDS_UNTIL_6_12
        : WP_FIELDS_OF_7_2;
  }
}
