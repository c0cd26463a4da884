// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** The role words of an MMU; the last two are one word under its two names. */
public enum RoleWord implements Word {
  CPU_ROLE("cpu_role"),
  MMU_ROLE("mmu_role"),
  ROOT_ROLE("root_role");

  private final String wireName;

  RoleWord(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
