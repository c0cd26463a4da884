// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.record;

import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;

/** The expectations that the model has no outcome for. */
final class UncomputedKeys {
  private static final List<ExpectKey> GLOBAL =
      List.of(
          ExpectKey.REQUESTS,
          ExpectKey.GPA,
          ExpectKey.FAULT,
          ExpectKey.FAULT_VECTOR,
          ExpectKey.FAULT_NESTED,
          ExpectKey.FAULT_ADDR,
          ExpectKey.LEVEL,
          ExpectKey.STEPS,
          ExpectKey.STORES,
          ExpectKey.PTE_ACCESS,
          ExpectKey.PAGE);
  private static final long MASK = mask();

  private UncomputedKeys() {}

  /** How many of the event's expectations there is no outcome for. */
  static int count(TraceEvent event) {
    return Long.bitCount(event.expectations().present() & MASK);
  }

  private static long mask() {
    long mask = 0;
    for (ExpectKey key : GLOBAL) {
      mask |= key.bit();
    }
    for (MmuId mmu : MmuId.values()) {
      mask |= ExpectKey.of(mmu, MmuItem.ROOTS).bit() | ExpectKey.of(mmu, MmuItem.PGD).bit();
    }
    return mask;
  }
}
