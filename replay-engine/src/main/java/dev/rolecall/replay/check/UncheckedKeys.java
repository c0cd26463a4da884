// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.ExpectKey;
import java.util.List;

/** The expectations that the model has no outcome for, as masks of {@link ExpectKey#bit()}. */
public final class UncheckedKeys {
  /** What an {@code access} yields. */
  static final long TRANSLATIONS =
      mask(
          ExpectKey.GPA,
          ExpectKey.FAULT,
          ExpectKey.FAULT_VECTOR,
          ExpectKey.FAULT_NESTED,
          ExpectKey.FAULT_ADDR,
          ExpectKey.LEVEL,
          ExpectKey.STEPS,
          ExpectKey.STORES,
          ExpectKey.PTE_ACCESS);

  /** All of them. */
  public static final long ALL = TRANSLATIONS | mask(ExpectKey.PAGE);

  private UncheckedKeys() {}

  private static long mask(ExpectKey... keys) {
    return List.of(keys).stream().mapToLong(ExpectKey::bit).reduce(0, (a, b) -> a | b);
  }
}
