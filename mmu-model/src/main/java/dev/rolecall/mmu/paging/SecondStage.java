// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.rule.RuleVariant;

/** What kind of access L2's walk and its result are to L1's nested page tables. */
public enum SecondStage implements RuleVariant {
  /** translate_nested_gpa(), v5.10 and v5.18 x86.c. */
  V5_10("v5.10", "every access is a user access; faults do not tell tables from what they map") {
    @Override
    long access(Vendor host, long pferr, int acc) {
      return (pferr & ~STAGE) | Pferr.USER;
    }
  },

  /** walk_addr_generic(), v6.12 paging_tmpl.h. */
  V6_12("v6.12", "as before, and the access says whether it is to one of L2's page tables") {
    @Override
    long access(Vendor host, long pferr, int acc) {
      return pferr | Pferr.USER;
    }
  },

  /** svm_translate_nested_gpa(), vmx_translate_nested_gpa(), v7.2, without GMET and MBEC. */
  V7_2("v7.2", "VMX: user only if L2's own tables say so of the final address; SVM: always user") {
    @Override
    long access(Vendor host, long pferr, int acc) {
      if (host == Vendor.AMD) {
        return pferr | Pferr.USER;
      }
      boolean user = AccessBits.user(acc) != 0 && (pferr & Pferr.GUEST_FINAL) != 0;
      return user ? pferr | Pferr.USER : pferr & ~Pferr.USER;
    }

    @Override
    long errorBits(long pferr) {
      return pferr & STAGE;
    }
  };

  private static final long STAGE = Pferr.GUEST_FINAL | Pferr.GUEST_PAGE;

  private final Label label;

  SecondStage(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /**
   * The access as the second stage sees it.
   *
   * @param pferr the first stage's access, with {@link Pferr#GUEST_PAGE} or {@link
   *     Pferr#GUEST_FINAL}
   * @param acc the ACC_ bits that the first stage ended with; 0 for an access to its tables
   */
  abstract long access(Vendor host, long pferr, int acc);

  /** What the error code of a nested page fault tells of the access; EPT has no error code. */
  long errorBits(long pferr) {
    return 0;
  }

  @Override
  public Label label() {
    return label;
  }
}
