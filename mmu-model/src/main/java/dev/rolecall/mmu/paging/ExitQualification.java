// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.bits.BitLayout;
import dev.rolecall.mmu.rule.RuleVariant;

/**
 * The exit qualification of an EPT violation that KVM injects into L1 (SDM volume 3C, table 28-7):
 * the end of walk_addr_generic(), paging_tmpl.h. It is the walk's own, as L1 gets it of a fault
 * that KVM ran into; of one that the hardware reported bits 7 and 8 are the hardware's:
 * nested_ept_inject_page_fault(), v6.12 vmx/nested.c.
 */
public enum ExitQualification implements RuleVariant {
  /**
   * v5.10 to v6.1; bits 7 and 8, those of the last real exit, are left out. A misconfiguration
   * leaves all bits as they were.
   */
  V5_10("v5.10", "read for user accesses; bits 7 and 8 stay those of the last exit") {
    @Override
    long of(long pferr, long rwx) {
      return each(pferr) | rwx;
    }

    @Override
    public long determined(long error) {
      return isMisconfiguration(error) ? 0 : ~(GVA_VALID | GVA_TRANSLATED);
    }
  },

  /** v6.12, where that of a misconfiguration is 0. */
  V6_12(
      "v6.12", "read for user accesses; the guest's address is valid, translated unless a table") {
    @Override
    long of(long pferr, long rwx) {
      return each(pferr) | rwx | GVA_VALID | translated(pferr);
    }
  },

  /** v7.2 without MBEC. */
  V7_2("v7.2", "one of write, fetch and read; an access to a table is a read too") {
    @Override
    long of(long pferr, long rwx) {
      long table = (pferr & Pferr.GUEST_PAGE) != 0 ? ACC_READ : 0;
      return one(pferr) | table | rwx | GVA_VALID | translated(pferr);
    }
  };

  /** The bits by name: EPT_VIOLATION_…, v7.2 asm/vmx.h. */
  public static final BitLayout LAYOUT =
      BitLayout.ofWidth(Long.SIZE)
          .field("ACC_READ", 1)
          .field("ACC_WRITE", 1)
          .field("ACC_INSTR", 1)
          .field("PROT_READ", 1)
          .field("PROT_WRITE", 1)
          .field("PROT_EXEC", 1)
          .field("PROT_USER_EXEC", 1)
          .field("GVA_IS_VALID", 1)
          .field("GVA_TRANSLATED", 1)
          .padding(55)
          .build();

  private static final long ACC_READ = 1L << 0;
  private static final long ACC_WRITE = 1L << 1;
  private static final long ACC_INSTR = 1L << 2;
  private static final int RWX_SHIFT = 3;
  private static final long RWX = 7;
  private static final long GVA_VALID = 1L << 7;
  private static final long GVA_TRANSLATED = 1L << 8;

  private final Label label;

  ExitQualification(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * The exit qualification.
   *
   * @param pferr the access to L2's physical memory
   * @param entries the entries of the walk, ANDed
   */
  long ofWalk(long pferr, long entries) {
    return of(pferr, (entries & RWX) << RWX_SHIFT);
  }

  /**
   * Which bits of the exit qualification a walk determines.
   *
   * @param error the error code of the walk's fault
   */
  public long determined(long error) {
    return -1;
  }

  /** How KVM keeps in mind that a fault of EPT is a misconfiguration. */
  private static boolean isMisconfiguration(long error) {
    return (error & Pferr.RSVD) != 0;
  }

  abstract long of(long pferr, long rwx);

  private static long each(long pferr) {
    return ((pferr & Pferr.WRITE) != 0 ? ACC_WRITE : 0)
        | ((pferr & Pferr.USER) != 0 ? ACC_READ : 0)
        | ((pferr & Pferr.FETCH) != 0 ? ACC_INSTR : 0);
  }

  private static long one(long pferr) {
    if ((pferr & Pferr.WRITE) != 0) {
      return ACC_WRITE;
    }
    return (pferr & Pferr.FETCH) != 0 ? ACC_INSTR : ACC_READ;
  }

  private static long translated(long pferr) {
    return (pferr & Pferr.GUEST_PAGE) != 0 ? 0 : GVA_TRANSLATED;
  }

  @Override
  public Label label() {
    return label;
  }
}
