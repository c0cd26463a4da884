// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.replay.check.RootText;
import dev.rolecall.replay.trace.ContextOutcome;
import dev.rolecall.replay.trace.PgdOutcome;

/** Counts what KVM decides about contexts and roots, and what it asks of itself. */
final class DecisionCounter {
  private final CoverageMap map;
  private final HostKind host;

  DecisionCounter(CoverageMap map, HostKind host) {
    this.map = map;
    this.host = host;
  }

  /** Something was asked of KVM, and it did not refuse. */
  void decided(Snapshot before, VcpuMmu mmu, Occasion occasion) {
    context(mmu.context(mmu.mmu()), occasion);
    if (mmu.walkMmu() != mmu.mmu()) {
      context(mmu.context(mmu.walkMmu()), occasion);
    }
    pgd(mmu.context(MmuId.ROOT), occasion);
    pgd(mmu.context(MmuId.GUEST), occasion);
    MmuRoots roots = mmu.context(mmu.mmu()).roots();
    if (occasion == Occasion.LOAD && roots.areKnown()) {
      LoadedRoot loaded = LoadedRoot.of(before.root(), roots.page(0));
      map.hit(Area.ROOTS, Area.ROOTS.at(Use.of(mmu.mmu(), host), loaded));
    }
    requests(mmu, occasion);
  }

  private void context(MmuContext context, Occasion occasion) {
    ContextOutcome outcome = ContextOutcome.of(context);
    map.hit(Area.CONTEXTS, Area.CONTEXTS.at(occasion, Use.of(context.id(), host), outcome));
  }

  private void pgd(MmuContext context, Occasion occasion) {
    PgdOutcome outcome = RootText.outcome(context.roots());
    if (outcome != PgdOutcome.NONE && context.roots().areKnown()) {
      map.hit(Area.PGDS, Area.PGDS.at(occasion, Use.of(context.id(), host), outcome));
    }
  }

  private void requests(VcpuMmu mmu, Occasion occasion) {
    if (mmu.requests().isCertain()) {
      for (int left = mmu.requests().mask(); left != 0; left &= left - 1) {
        int request = Integer.numberOfTrailingZeros(left);
        map.hit(Area.REQUESTS, Area.REQUESTS.at(occasion, request));
      }
    }
  }
}
