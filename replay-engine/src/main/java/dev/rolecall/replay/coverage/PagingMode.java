// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.VcpuState;

/** How a guest walks its page tables (SDM volume 3A, 4.1.1). */
enum PagingMode {
  NONE("no paging"),
  BITS_32("32-bit"),
  PAE("PAE"),
  LEVEL_4("4-level"),
  LEVEL_5("5-level");

  private final String words;

  PagingMode(String words) {
    this.words = words;
  }

  /** The mode of a vCPU. */
  static PagingMode of(VcpuState state) {
    if (!state.isPaging()) {
      return NONE;
    }
    if (state.isLongMode()) {
      return (state.registers().cr4() & Cr4.LA57) != 0 ? LEVEL_5 : LEVEL_4;
    }
    return state.isPae() ? PAE : BITS_32;
  }

  @Override
  public String toString() {
    return words;
  }
}
