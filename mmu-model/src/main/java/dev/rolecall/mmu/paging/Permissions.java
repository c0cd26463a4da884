// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/**
 * Which accesses the rights of a translation allow, as bit masks: permissions and pkru_mask of
 * struct kvm_mmu.
 */
public final class Permissions {
  /** Combinations of write, user, fetch and "SMAP does not apply", in the place of PFERR.RSVD. */
  public static final int ACCESSES = 16;

  /** Combinations of ACC_ bits. */
  private static final int RIGHTS = 16;

  private final int[] faults = new int[ACCESSES];
  private final int pkruMask;

  /** Why an access faults. */
  @FunctionalInterface
  interface Rule {
    /**
     * Why an access faults; {@link Denial#NONE} if it does not.
     *
     * @param pferr WRITE, USER and FETCH; RSVD if SMAP does not apply
     * @param acc the ACC_ bits of the translation
     */
    Denial denial(long pferr, int acc);
  }

  /**
   * Tabulates a rule.
   *
   * @param pkruMask what protection keys rule, as {@link #pkruMask()}
   */
  Permissions(Rule rule, int pkruMask) {
    for (int access = 0; access < ACCESSES; access++) {
      for (int acc = 0; acc < RIGHTS; acc++) {
        if (rule.denial((long) access << 1, acc) != Denial.NONE) {
          faults[access] |= 1 << acc;
        }
      }
    }
    this.pkruMask = pkruMask;
  }

  /**
   * The error code of an access to what a walk ended at, 0 if it is allowed: permission_fault(),
   * v5.18 mmu.h.
   *
   * @param pferr WRITE, USER and FETCH; RSVD if SMAP does not apply
   * @param acc the ACC_ bits of the translation
   * @param user whether they allow user accesses: ACC_USER_MASK
   * @param keyRights the two PKRU bits of the translation's key: access, write disabled
   */
  long errorCode(long pferr, int acc, int user, int keyRights) {
    int fault = (faults[(int) (pferr >>> 1) & (ACCESSES - 1)] >>> acc) & 1;
    long error = -fault & Pferr.PRESENT;
    if (pkruMask == 0) {
      return error;
    }
    long at = pferr & (Pferr.WRITE | Pferr.USER | Pferr.FETCH);
    int denied = keyRights & (pkruMask >>> (at | (user != 0 ? Pferr.RSVD : 0)));
    return denied != 0 ? Pferr.PRESENT | Pferr.PK : error;
  }

  /**
   * A bit for each combination of ACC_ bits that faults.
   *
   * @param access bits 1 to 4 of the access's pferr, shifted to 0 to 3
   */
  public int faults(int access) {
    return faults[access];
  }

  /**
   * Two bits for each access, at twice the index of {@link #faults}, with U of the translation in
   * the place of RSVD: whether the key's access-disable and write-disable bits count.
   */
  public int pkruMask() {
    return pkruMask;
  }
}
