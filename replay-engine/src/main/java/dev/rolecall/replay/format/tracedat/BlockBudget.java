// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/**
 * Bounds the memory of all blocks of a file together that are held at a time, whatever it says: 256
 * MiB, or less if as many files as there are processors would need more than half of the heap.
 */
final class BlockBudget {
  private static final int FILES = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final long MAX_BYTES =
      Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 2 / FILES);

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
