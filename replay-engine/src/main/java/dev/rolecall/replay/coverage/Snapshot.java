// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.root.RootPage;

/** What a vCPU was before an event, as far as it takes that to tell what the event did. */
@SuppressWarnings("EnumOrdinal") // a slot for each context
final class Snapshot {
  private static final MmuId[] CONTEXTS = MmuId.values();

  private final HostKind host;
  private final long[] cpuRoles = new long[CONTEXTS.length];
  private final long[] mmuRoles = new long[CONTEXTS.length];
  private Runner runner = Runner.L1;
  private PagingMode mode = PagingMode.NONE;
  private RootPage root = RootPage.NONE;

  Snapshot(HostKind host) {
    this.host = host;
  }

  /** Takes what a vCPU is. */
  void take(VcpuMmu mmu) {
    for (MmuId id : CONTEXTS) {
      MmuContext context = mmu.context(id);
      cpuRoles[id.ordinal()] = context.cpuRole();
      mmuRoles[id.ordinal()] = context.mmuRole();
    }
    runner = Runner.of(mmu, host);
    mode = PagingMode.of(mmu.state());
    root = mmu.context(mmu.mmu()).roots().page(0);
  }

  /** Whether a context's words are others than they were. */
  boolean differs(MmuContext context) {
    int slot = context.id().ordinal();
    return cpuRoles[slot] != context.cpuRole() || mmuRoles[slot] != context.mmuRole();
  }

  Runner runner() {
    return runner;
  }

  PagingMode mode() {
    return mode;
  }

  /** The current root of the context in use. */
  RootPage root() {
    return root;
  }
}
