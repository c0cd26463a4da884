// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/**
 * Bounds the memory of all blocks together that are held at a time, whatever a file says: 256 MiB,
 * or a quarter of the heap if that is less.
 */
final class BlockBudget {
  private static final long MAX_BYTES = Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 4);

  private long left = MAX_BYTES;

  /** Takes that many bytes out of the budget; false if it has less. */
  boolean take(int bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  /** Why {@link #take} said no. */
  String refusal() {
    return "expected that all of this kind need at most " + MAX_BYTES + " bytes of memory together";
  }
}
