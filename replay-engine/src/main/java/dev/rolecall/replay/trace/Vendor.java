// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** Whose CPU it is: the words of {@link Arg#VENDOR}. */
public enum Vendor implements Word {
  AMD("amd"),
  INTEL("intel");

  private final String wireName;

  Vendor(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
