// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Who runs on a vCPU, as far as the anchors so far tell.
 *
 * @param nested whether a guest of the guest does, or would but for SMM
 * @param smm whether the handler of an SMI does
 */
record World(boolean nested, boolean smm) {
  /** Of a vCPU that appears. */
  static final World OUTER = new World(false, false);

  /**
   * Whether an event tells more of what an anchor before it did: entering SMM, a kernel may reset
   * the context twice, and only the second time finds the registers as they will be.
   */
  boolean isContinuedBy(AnchorKind kind, TraceEvent event) {
    return smm && kind == AnchorKind.SMM && event.args().flag(Arg.ENTER);
  }

  /** Who runs after an anchor. */
  World after(AnchorKind kind, TraceEvent event) {
    return switch (kind) {
      case NESTED_ENTRY -> new World(true, smm);
      case NESTED_EXIT -> new World(false, smm);
      case SMM -> new World(nested, event.args().flag(Arg.ENTER));
      default -> this;
    };
  }
}
