// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Who runs on a vCPU, as far as tracepoints tell. */
enum Nesting {
  UNKNOWN,
  L1,
  /** L2, without nested paging. */
  SHADOWED_L2,
  /** L2, with nested paging. */
  PAGED_L2,
  /** L2, and it is not known how its addresses are translated. */
  L2;

  /** Whether every address is translated by one page table. */
  boolean isOneStage() {
    return this == L1 || this == SHADOWED_L2;
  }

  /** Whether the addresses that a page table yields are translated by another one. */
  boolean isTwoStage() {
    return this == PAGED_L2;
  }
}
