// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** Bits of CR0 (SDM volume 3A, section 2.5). */
public final class Cr0 {
  public static final long PE = 1L << 0;
  public static final long MP = 1L << 1;
  public static final long EM = 1L << 2;
  public static final long TS = 1L << 3;
  public static final long ET = 1L << 4;
  public static final long NE = 1L << 5;
  public static final long WP = 1L << 16;
  public static final long AM = 1L << 18;
  public static final long NW = 1L << 29;
  public static final long CD = 1L << 30;
  public static final long PG = 1L << 31;

  /** The bits that exist; KVM drops the others from a write (CR0_RESERVED_BITS, kvm_host.h). */
  public static final long DEFINED = PE | MP | EM | TS | ET | NE | WP | AM | NW | CD | PG;

  /** CR0 after reset (SDM volume 3A, table 10-1). */
  public static final long RESET = CD | NW | ET;

  /** What CR0 loses when an SMI is taken: enter_smm(), v5.18 x86.c. */
  public static final long CLEARED_BY_SMM = PE | EM | TS | PG;

  private Cr0() {}
}
