// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import java.util.List;

/** The expectations that the model has no outcome for, as masks of {@link ExpectKey#bit()}. */
public final class UncheckedKeys {
  /** All of them. */
  public static final long ALL = mask(ExpectKey.REQUESTS, ExpectKey.PAGE) | roots();

  private UncheckedKeys() {}

  private static long roots() {
    long mask = 0;
    for (MmuId mmu : MmuId.values()) {
      mask |= mask(ExpectKey.of(mmu, MmuItem.ROOTS), ExpectKey.of(mmu, MmuItem.PGD));
    }
    return mask;
  }

  private static long mask(ExpectKey... keys) {
    return List.of(keys).stream().mapToLong(ExpectKey::bit).reduce(0, (a, b) -> a | b);
  }
}
