// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.rule.RuleVariant;

/** When EFLAGS.AC lets the supervisor access user pages in spite of SMAP. */
public enum SmapOverride implements RuleVariant {
  /** permission_fault(), v5.10 mmu.h: an access at CPL 3 as supervisor must be implicit. */
  V5_10("v5.10", "AC counts below CPL 3") {
    @Override
    boolean applies(GuestAccess access, long pferr) {
      return access.isAc() && access.cpl() < 3;
    }
  },

  /** permission_fault(), v5.18 mmu.h. */
  V5_18("v5.18", "AC counts unless the access is marked implicit, at any CPL") {
    @Override
    boolean applies(GuestAccess access, long pferr) {
      return access.isAc() && (pferr & Pferr.IMPLICIT) == 0;
    }
  };

  private final Label label;

  SmapOverride(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** Whether SMAP does not apply to the access. */
  abstract boolean applies(GuestAccess access, long pferr);

  @Override
  public Label label() {
    return label;
  }
}
