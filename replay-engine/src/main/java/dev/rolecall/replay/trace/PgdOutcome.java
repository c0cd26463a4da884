// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** How a switch of root was served: the words of {@link MmuItem#PGD}. */
public enum PgdOutcome implements Word {
  CURRENT("current"),
  CACHED("cached"),
  NEW("new"),
  NONE("none");

  private final String wireName;

  PgdOutcome(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
