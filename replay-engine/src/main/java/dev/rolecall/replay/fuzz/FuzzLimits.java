// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When a run ends: at whichever comes first.
 *
 * @param time after so long
 * @param count after so many traces
 * @param quiet after so many traces on end that brought the model to nothing new; 0: never
 * @param cancelled once somebody does not want to wait; asked before each trace
 */
public record FuzzLimits(Duration time, long count, long quiet, BooleanSupplier cancelled) {
  /** Longer than anybody waits. */
  private static final Duration ENDLESS = Duration.ofDays(36_500);

  /** No end. */
  public static final FuzzLimits NONE = new FuzzLimits(ENDLESS, Long.MAX_VALUE, 0, () -> false);

  /** These with another time. */
  public FuzzLimits withTime(Duration other) {
    return new FuzzLimits(other, count, quiet, cancelled);
  }

  /** These with another number of traces. */
  public FuzzLimits withCount(long other) {
    return new FuzzLimits(time, other, quiet, cancelled);
  }

  /** These with another number of traces that bring nothing new. */
  public FuzzLimits withQuiet(long other) {
    return new FuzzLimits(time, count, other, cancelled);
  }

  /** These with another way to end early. */
  public FuzzLimits withCancelled(BooleanSupplier other) {
    return new FuzzLimits(time, count, quiet, other);
  }
}
