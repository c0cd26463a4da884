// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** Parts of CR3 (SDM volume 3A, sections 2.5 and 4.5). */
public final class Cr3 {
  /** With CR4.PCIDE: do not invalidate what is cached for the PCID. */
  public static final long NO_FLUSH = 1L << 63;

  /** With CR4.PCIDE: the process context identifier. */
  public static final long PCID = 0xfff;

  /** Linear address masking for user pointers, 57 bits wide (SDM volume 3A, section 4.4). */
  public static final long LAM_U57 = 1L << 61;

  /** Linear address masking for user pointers, 48 bits wide. */
  public static final long LAM_U48 = 1L << 62;

  private Cr3() {}
}
