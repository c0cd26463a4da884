// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** Whether a shadow page was there: the words of {@link ExpectKey#PAGE}. */
public enum PageOutcome implements Word {
  NEW("new"),
  EXISTING("existing");

  private final String wireName;

  PageOutcome(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
