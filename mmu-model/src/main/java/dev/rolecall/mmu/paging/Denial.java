// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

/** Which rule forbids an access to what a walk ended at. */
public enum Denial {
  NONE("the access is allowed"),
  NOT_READABLE("no entry may lack R for a read"),
  NOT_WRITABLE("no entry may lack W for a write, by the supervisor only with CR0.WP"),
  NOT_USER("no entry may lack U, or R of EPT, for a user access"),
  NOT_EXECUTABLE("no entry may have NX, or lack X of EPT, for a fetch"),
  SMEP("CR4.SMEP: the supervisor does not execute user pages"),
  SMAP("CR4.SMAP: the supervisor does not access user pages unless EFLAGS.AC lets it"),
  PROTECTION_KEY("PKRU denies the access to pages of that protection key");

  private final String rule;

  Denial(String rule) {
    this.rule = rule;
  }

  /** The rule in a sentence. */
  public String rule() {
    return rule;
  }
}
