// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/**
 * An access, and the state of the vCPU beside its control registers that decides about it.
 *
 * @param pferr what is accessed how: {@link Pferr#WRITE}, {@link Pferr#USER}, {@link Pferr#FETCH},
 *     {@link Pferr#IMPLICIT}
 * @param cpl the privilege level, 0 to 3
 * @param rflags the flags, of which {@link #AC} counts
 * @param pkru the rights of the 16 protection keys, two bits each
 */
public record GuestAccess(long pferr, int cpl, long rflags, int pkru) {
  /** EFLAGS.AC: supervisor accesses to user pages are meant. */
  public static final long AC = 1L << 18;

  boolean isWrite() {
    return (pferr & Pferr.WRITE) != 0;
  }

  boolean isAc() {
    return (rflags & AC) != 0;
  }
}
