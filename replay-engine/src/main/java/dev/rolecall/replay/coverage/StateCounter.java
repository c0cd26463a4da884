// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.RoleWords;

/** Counts the role words that contexts get, and the ways between modes. */
@SuppressWarnings("EnumOrdinal") // points are numbers
final class StateCounter {
  private static final MmuId[] CONTEXTS = MmuId.values();
  private static final PagingMode[] MODES = PagingMode.values();
  private static final int BY_WRITE = 0;
  private static final int BY_SREGS = 1;

  private final CoverageMap map;
  private final HostKind host;
  private final RoleFields fields;
  private final boolean hasCpuRole;

  StateCounter(CoverageMap map, MmuRevision revision, HostKind host) {
    this.map = map;
    this.host = host;
    this.fields = new RoleFields(map, revision.layout());
    this.hasCpuRole = revision.spec().rule(RoleWords.class).hasCpuRole();
  }

  /** A vCPU appeared. */
  void appeared(VcpuMmu mmu) {
    for (MmuId id : CONTEXTS) {
      words(mmu.context(id));
    }
  }

  /** A vCPU was {@code before}, and then came what may have changed it. */
  void changed(Snapshot before, VcpuMmu mmu, Occasion occasion) {
    for (MmuId id : CONTEXTS) {
      if (before.differs(mmu.context(id))) {
        words(mmu.context(id));
      }
    }
    if (occasion == Occasion.NONE) {
      return; // what the trace showed was taken over, and nothing says how the vCPU got there
    }
    Runner runner = Runner.of(mmu, host);
    PagingMode mode = PagingMode.of(mmu.state());
    if (runner != before.runner()) {
      switched(before, runner, mode, occasion);
    } else if (mode != before.mode() && occasion.isWrite()) {
      int by = occasion == Occasion.SREGS ? BY_SREGS : BY_WRITE;
      int from = (Area.MODES.at(runner, by) * MODES.length) + before.mode().ordinal();
      map.hit(Area.MODES, from * MODES.length + mode.ordinal());
    }
  }

  /**
   * SMM begins without paging (enter_smm(), v6.1 x86.c); a trace may show it before the registers
   * are set.
   */
  private void switched(Snapshot before, Runner runner, PagingMode mode, Occasion occasion) {
    if (occasion.isWorldSwitch()) {
      PagingMode to = occasion == Occasion.SMM_ENTRY ? PagingMode.NONE : mode;
      map.hit(Area.WORLDS, Area.WORLDS.at(before.runner(), before.mode(), runner, to.ordinal()));
    }
  }

  private void words(MmuContext context) {
    if (!context.isUsed()) {
      return;
    }
    Use use = Use.of(context.id(), host);
    if (hasCpuRole) {
      fields.count(use, RoleWordKind.CPU_ROLE, context.cpuRole());
    }
    fields.count(use, RoleWordKind.MMU_ROLE, context.mmuRole());
  }
}
