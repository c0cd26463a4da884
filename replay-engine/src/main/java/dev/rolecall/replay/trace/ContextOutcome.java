// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** What became of an MMU's context: the words of {@link MmuItem#CONTEXT}. */
public enum ContextOutcome implements Word {
  RECONFIGURED("reconfigured"),
  KEPT("kept");

  private final String wireName;

  ContextOutcome(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
