// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/** Bounds the memory of all decompressed chunks together, whatever a file says of its CPUs. */
final class BlockBudget {
  private static final long MAX_BYTES = 1L << 28;

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
    return "all CPUs' chunks together need more than " + MAX_BYTES + " bytes of memory";
  }
}
