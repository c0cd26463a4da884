// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.replay.knowledge.WorldBit;

/** Which bits of a vCPU's state may decide about an observation, as {@link WorldBit} masks. */
final class RelevantBits {
  private static final int FORMAT =
      WorldBit.CR0_PG.mask()
          | WorldBit.CR4_PSE.mask()
          | WorldBit.CR4_PAE.mask()
          | WorldBit.CR4_LA57.mask()
          | WorldBit.EFER_LME.mask()
          | WorldBit.EFER_NX.mask();

  private RelevantBits() {}

  /**
   * About a walk: the format of the tables, and what permission_fault(), v6.1 mmu.h, asks for such
   * an access. SMEP also decides whether an error code tells fetches.
   */
  static int ofWalk(long pferr) {
    boolean user = (pferr & Pferr.USER) != 0;
    boolean write = (pferr & Pferr.WRITE) != 0;
    boolean fetch = (pferr & Pferr.FETCH) != 0;
    return FORMAT
        | (write && !user ? WorldBit.CR0_WP.mask() : 0)
        | (fetch ? WorldBit.CR4_SMEP.mask() : WorldBit.CR4_PKE.mask())
        | (user ? 0 : WorldBit.CR4_SMAP.mask());
  }

  /**
   * About what KVM maps after a walk: without CR0.WP a supervisor's write makes a read-only page
   * writable, and with SMEP not executable (FNAME(page_fault), v6.1 paging_tmpl.h).
   */
  static int ofMapping(long pferr) {
    boolean supervisorWrite = (pferr & (Pferr.USER | Pferr.WRITE)) == Pferr.WRITE;
    return ofWalk(pferr) | (supervisorWrite ? WorldBit.CR4_SMEP.mask() : 0);
  }
}
