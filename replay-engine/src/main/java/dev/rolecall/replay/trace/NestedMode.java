// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** How L1 translates L2's physical addresses: the words of {@link Arg#MODE}. */
public enum NestedMode implements Word {
  NPT("npt"),
  EPT("ept"),
  SHADOW("shadow");

  private final String wireName;

  NestedMode(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
