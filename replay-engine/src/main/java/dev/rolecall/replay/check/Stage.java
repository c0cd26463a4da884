// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Who runs on a vCPU, and how the addresses of L2 are translated. */
enum Stage {
  L1("L1"),
  SHADOWED_L2("L2 without nested paging"),
  NPT_L2("L2 with nested page tables"),
  EPT_L2("L2 with extended page tables");

  private final String words;

  Stage(String words) {
    this.words = words;
  }

  /** What it is called. */
  String words() {
    return words;
  }

  /** Whether what a page table of the one who runs yields is translated by another one. */
  boolean isTwoStage() {
    return this == NPT_L2 || this == EPT_L2;
  }

  /** Those that a host allows: nested page tables are for guests that have a second stage. */
  static Set<Stage> allOf(Machine machine) {
    Set<Stage> stages = EnumSet.of(L1, SHADOWED_L2);
    if (machine.hasTdp()) {
      stages.add(machine.vendor() == Vendor.AMD ? NPT_L2 : EPT_L2);
    }
    return stages;
  }

  /** The one that a nested entry leads to. */
  static Stage of(NestedMode mode) {
    return switch (mode) {
      case SHADOW -> SHADOWED_L2;
      case NPT -> NPT_L2;
      case EPT -> EPT_L2;
    };
  }

  /**
   * The context that shadow pages are for; none where the trace does not tell what it depends on.
   */
  Optional<View> pages() {
    return switch (this) {
      case L1 -> Optional.of(View.L1);
      case SHADOWED_L2 -> Optional.of(View.SHADOWED_L2);
      case NPT_L2 -> Optional.of(View.NPT);
      case EPT_L2 -> Optional.empty();
    };
  }

  /** The context that walks in the name of an MMU; none where there is none, or none is known. */
  Optional<View> walks(MmuId mmu) {
    return switch (this) {
      case L1, SHADOWED_L2 -> pages().filter(view -> mmu == MmuId.ROOT_MMU);
      case NPT_L2 ->
          switch (mmu) {
            case GUEST_MMU -> Optional.of(View.NPT);
            case NESTED_MMU -> Optional.of(View.NESTED_L2);
            case ROOT_MMU -> Optional.empty();
          };
      case EPT_L2 -> Optional.empty();
    };
  }
}
