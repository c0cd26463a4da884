// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.ExpectKey;
import java.util.stream.Stream;

/** The expectations of a translation, as a mask of {@link ExpectKey#bit()}. */
public final class TranslationKeys {
  /** What an {@code access} yields. */
  public static final long ALL =
      Stream.of(
              ExpectKey.GPA,
              ExpectKey.FAULT,
              ExpectKey.FAULT_VECTOR,
              ExpectKey.FAULT_NESTED,
              ExpectKey.FAULT_ADDR,
              ExpectKey.EXIT_QUALIFICATION,
              ExpectKey.LEVEL,
              ExpectKey.STEPS,
              ExpectKey.STORES,
              ExpectKey.PTE_ACCESS)
          .mapToLong(ExpectKey::bit)
          .reduce(0, (a, b) -> a | b);

  private TranslationKeys() {}
}
