// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.replay.trace.Access;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.NestedMode;

/** Walks every kind of entry in tables of every kind. */
final class WalkDrill {
  private static final int WIDTH = 48;
  private static final long[] OTHERS = {
    GuestTables.LARGE,
    GuestTables.LARGE_32,
    GuestTables.HUGE,
    GuestTables.HUGE + GuestTables.LARGE,
    GuestTables.NO_MEMORY,
    GuestTables.NO_MEMORY_32,
    GuestTables.LARGE_RESERVED,
    GuestTables.LARGE_RESERVED_32,
    GuestTables.LARGE << 20,
  };

  private final Script script;

  private WalkDrill(Script script) {
    this.script = script;
  }

  static void run(Script script) {
    WalkDrill drill = new WalkDrill(script);
    for (PagingMode mode : PagingMode.values()) {
      drill.ofRoot(Settings.of(mode).withCr3(GuestTables.root(mode)));
      drill.ofRoot(Settings.plain(mode).withCr3(GuestTables.root(mode)));
    }
    for (NestedMode nested : Exploration.nestedModes(script.host())) {
      if (nested != NestedMode.SHADOW) {
        drill.ofL2(nested);
      }
    }
  }

  private void ofRoot(Registers registers) {
    script.vcpu(registers, WIDTH);
    script.sregs(registers); // loads PDPTEs
    walk(MmuId.ROOT_MMU);
  }

  private void ofL2(NestedMode nested) {
    Registers l1 = Settings.of(PagingMode.LEVEL_4);
    for (PagingMode l2 : PagingMode.values()) {
      long root = Exploration.nestedRoot(nested, PagingMode.LEVEL_4);
      two(nested, l1, Settings.of(l2).withCr3(GuestTables.root(l2)), root);
      two(nested, l1, Settings.plain(l2).withCr3(GuestTables.root(l2)), root);
    }
    if (nested == NestedMode.EPT) {
      script.vcpu(l1, WIDTH);
      for (int levels = 4; levels <= 5; levels++) {
        script.enterEpt(l1, GuestTables.eptp(levels, 1), levels - 4);
        walk(MmuId.GUEST_MMU);
        script.leaveL2();
        script.enterEpt(l1, GuestTables.eptp(levels, 1), 5 - levels);
        walk(MmuId.GUEST_MMU);
        script.leaveL2();
      }
      return;
    }
    for (PagingMode mode : PagingMode.values()) {
      if (mode != PagingMode.NONE) {
        two(nested, Settings.of(mode), Settings.of(mode), GuestTables.root(mode));
        two(nested, Settings.plain(mode), Settings.plain(mode), GuestTables.root(mode));
      }
    }
  }

  private void two(NestedMode nested, Registers l1, Registers l2, long root) {
    script.vcpu(l1, WIDTH);
    script.enterL2(nested, l2, root);
    walk(MmuId.GUEST_MMU);
    walk(MmuId.NESTED_MMU);
  }

  private void walk(MmuId mmu) {
    for (int kind = 0; kind < GuestTables.KINDS; kind++) {
      accesses(mmu, (long) kind << 12);
    }
    for (long address : OTHERS) {
      accesses(mmu, address);
    }
  }

  private void accesses(MmuId mmu, long address) {
    for (Access access : Access.values()) {
      script.access(mmu, address, access, 0);
      script.access(mmu, address, access, 1);
    }
  }
}
