// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.trace.TraceEvent;

/**
 * Traces by number: a trace follows from its number and the seed of the run and from nothing else,
 * so that any can be made again. One source serves one thread.
 */
public interface TraceSource {

  /** Begins trace {@code number}, from 0. */
  void start(long number);

  /**
   * Makes this the next event of the trace, without expectations.
   *
   * @return false if there is none; the event is then unchanged
   */
  boolean next(TraceEvent event);

  /** How many traces there are; {@link Long#MAX_VALUE} if they have no end. */
  default long size() {
    return Long.MAX_VALUE;
  }
}
