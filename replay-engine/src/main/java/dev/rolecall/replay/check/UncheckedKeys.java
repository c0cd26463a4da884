// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.ExpectKey;
import java.util.List;

/** The expectations that the model has no outcome for, as masks of {@link ExpectKey#bit()}. */
public final class UncheckedKeys {
  /** All of them. */
  public static final long ALL = mask(ExpectKey.PAGE);

  private UncheckedKeys() {}

  private static long mask(ExpectKey... keys) {
    return List.of(keys).stream().mapToLong(ExpectKey::bit).reduce(0, (a, b) -> a | b);
  }
}
