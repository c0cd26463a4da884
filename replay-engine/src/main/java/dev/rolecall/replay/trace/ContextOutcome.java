// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import dev.rolecall.mmu.MmuContext;

/** What became of an MMU's context: the words of {@link MmuItem#CONTEXT}. */
public enum ContextOutcome implements Word {
  RECONFIGURED("reconfigured"),
  KEPT("kept");

  private final String wireName;

  ContextOutcome(String wireName) {
    this.wireName = wireName;
  }

  /** What became of a context of the model in its last input. */
  public static ContextOutcome of(MmuContext context) {
    return context.configurations() > 0 ? RECONFIGURED : KEPT;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
