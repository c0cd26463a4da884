// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.store;

import dev.rolecall.replay.trace.TraceEvent;

/** Events in order, to be gone through again and again. */
public interface EventSequence {

  /** How many events there are. */
  int size();

  /**
   * An event, which the caller may change, and which is valid until the next call.
   *
   * @param index its place, from 0
   */
  TraceEvent get(int index);
}
