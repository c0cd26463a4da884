// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** What is known of all shadow pages of a VM at once: the words of {@link Arg#STATE}. */
public enum PagesState implements Word {
  /** No page that is there can be found from here on: the VM is new, or kvm_mmu_zap_all_fast. */
  NONE("none"),
  /** What was known holds no longer: events were lost. */
  UNKNOWN("unknown");

  private final String wireName;

  PagesState(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
