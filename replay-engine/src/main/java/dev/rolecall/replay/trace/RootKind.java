// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** What a root slot holds: the first part of each tuple of {@link MmuItem#ROOTS}. */
public enum RootKind implements Word {
  NONE("-"),
  PAGE("page"),
  SPECIAL("special"),
  DUMMY("dummy");

  private final String wireName;

  RootKind(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
