// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** Bits of the EFER MSR (APM volume 2, section 3.1.7). */
public final class Efer {
  public static final long SCE = 1L << 0;
  public static final long LME = 1L << 8;
  public static final long LMA = 1L << 10;
  public static final long NX = 1L << 11;
  public static final long SVME = 1L << 12;
  public static final long LMSLE = 1L << 13;
  public static final long FFXSR = 1L << 14;
  public static final long TCE = 1L << 15;
  public static final long AUTOIBRS = 1L << 21;

  private Efer() {}
}
