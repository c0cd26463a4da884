// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.MmuId;

/** An MMU context and what it is used for, which decides by which rules it gets its roles. */
enum Use {
  TDP("root_mmu (tdp)"),
  SHADOW("root_mmu (shadow)"),
  NPT("guest_mmu (npt)"),
  EPT("guest_mmu (ept)"),
  NESTED("nested_mmu");

  private final String words;

  Use(String words) {
    this.words = words;
  }

  /** What a host uses a context for. */
  static Use of(MmuId context, HostKind host) {
    return switch (context) {
      case ROOT -> host.hasTdp() ? TDP : SHADOW;
      case GUEST -> host.isIntel() ? EPT : NPT;
      case NESTED -> NESTED;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
