// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When shrinking ends before nothing can go.
 *
 * @param maxTries how many candidates are tried at most
 * @param time how long it takes at most; a try that has begun is finished
 * @param cancelled whether somebody does not want to wait; asked before each try
 */
public record Limits(long maxTries, Duration time, BooleanSupplier cancelled) {
  /** No end but the last. */
  public static final Limits NONE =
      new Limits(Long.MAX_VALUE, Duration.ofSeconds(Long.MAX_VALUE), () -> false);
}
