// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.store;

import dev.rolecall.replay.trace.TraceEvent;

/** Changes the events of a sequence as they are read. */
@FunctionalInterface
public interface EventChange {

  /**
   * Changes an event, or not.
   *
   * @param index its place in the sequence, from 0
   */
  void change(int index, TraceEvent event);
}
