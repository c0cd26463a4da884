// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;

/** How a guest pages (SDM volume 3A, section 4.1.1). */
enum PagingMode {
  UNPAGED(0, 0),
  BITS32(0, 0),
  PAE(Cr4.PAE, 0),
  LEVELS4(Cr4.PAE, Efer.LME),
  LEVELS5(Cr4.PAE | Cr4.LA57, Efer.LME);

  /** The bits of CR4 that tell one mode from another. */
  static final long CR4_BITS = Cr4.PAE | Cr4.LA57;

  private final long cr4;
  private final long efer;

  PagingMode(long cr4, long efer) {
    this.cr4 = cr4;
    this.efer = efer;
  }

  /** The mode of a vCPU with these registers. */
  static PagingMode of(long cr0, long cr4, long efer) {
    if ((cr0 & Cr0.PG) == 0) {
      return UNPAGED;
    }
    if ((efer & Efer.LMA) != 0) {
      return (cr4 & Cr4.LA57) != 0 ? LEVELS5 : LEVELS4;
    }
    return (cr4 & Cr4.PAE) != 0 ? PAE : BITS32;
  }

  /** The bits of {@link #CR4_BITS} that the mode has. */
  long cr4() {
    return cr4;
  }

  /** EFER.LME or 0. */
  long lme() {
    return efer;
  }

  /** EFER.LME and EFER.LMA while the mode is on. */
  long efer() {
    return efer == 0 ? 0 : Efer.LME | Efer.LMA;
  }

  boolean isPaged() {
    return this != UNPAGED;
  }
}
