// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** The control registers of one vCPU. */
public record Registers(long cr0, long cr3, long cr4, long efer) {
  /** After reset: CR0 0x60000010, the others 0. */
  public static final Registers RESET = new Registers(Cr0.RESET, 0, 0, 0);

  public Registers withCr3(long value) {
    return new Registers(cr0, value, cr4, efer);
  }

  public Registers withCr4(long value) {
    return new Registers(cr0, cr3, value, efer);
  }

  public Registers withEfer(long value) {
    return new Registers(cr0, cr3, cr4, value);
  }

  /**
   * With another CR0. EFER.LMA follows CR0.PG while EFER.LME is set: svm_set_cr0() (v5.18
   * svm/svm.c), vmx_set_cr0() (v5.18 vmx/vmx.c).
   */
  public Registers withCr0(long value) {
    boolean was = (cr0 & Cr0.PG) != 0;
    boolean is = (value & Cr0.PG) != 0;
    long lma = was == is || (efer & Efer.LME) == 0 ? efer & Efer.LMA : is ? Efer.LMA : 0;
    return new Registers(value, cr3, cr4, (efer & ~Efer.LMA) | lma);
  }

  /** With EFER.LMA as CR0.PG and EFER.LME have it when paging goes on from real mode. */
  public Registers withLmaFromPaging() {
    long lme = efer & ~Efer.LMA;
    return new Registers(0, cr3, cr4, lme).withCr0(cr0);
  }
}
