// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Who runs on a vCPU, as far as tracepoints tell. */
enum Nesting {
  UNKNOWN,
  L1,
  /** L2, without nested paging. */
  SHADOWED_L2,
  /** L2 with nested paging, or it is not known how. */
  L2;

  /** Whether every address is translated by one page table. */
  boolean isOneStage() {
    return this == L1 || this == SHADOWED_L2;
  }
}
