// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.MmuContext;
import dev.rolecall.mmu.MmuId;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.RootText;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the model has come to so far: for each kind of event the roles of the context in use, what
 * became of it and of its root, what KVM asked of itself, and how a walk ended.
 */
final class Novelty {
  private final Set<Long> seen = ConcurrentHashMap.newKeySet();

  /** What one thread sees. */
  Watch watch() {
    return new Watch();
  }

  /** Watches the replays of one thread. */
  final class Watch implements StepObserver {
    private boolean news;

    /** Whether there was anything new since the last call. */
    boolean takeNews() {
      boolean any = news;
      news = false;
      return any;
    }

    @Override
    public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
      news |= seen.add(outcome(event, mmu, verdict));
    }
  }

  /** The outcome as a number; two that share one are taken for the same. */
  @SuppressWarnings("EnumOrdinal") // a number that nobody keeps
  private static long outcome(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
    long sum = event.type().ordinal() * 2L + (verdict.accepted() ? 1 : 0);
    for (MmuId id : MmuId.values()) {
      MmuContext context = mmu.context(id);
      if (id == mmu.mmu() || id == mmu.walkMmu()) {
        sum = SeededRandom.seedOf(sum, context.cpuRole());
        sum = SeededRandom.seedOf(sum, context.mmuRole());
        sum = SeededRandom.seedOf(sum, context.configurations() > 0 ? 1 : 0);
      }
    }
    MmuContext current = mmu.context(mmu.mmu());
    if (current.roots().areKnown()) {
      sum = SeededRandom.seedOf(sum, RootText.outcome(current.roots()).ordinal());
    }
    sum = SeededRandom.seedOf(sum, mmu.requests().mask());
    return event.type() == EventType.ACCESS ? SeededRandom.seedOf(sum, walk(mmu)) : sum;
  }

  @SuppressWarnings("EnumOrdinal") // a number that nobody keeps
  private static long walk(VcpuMmu mmu) {
    GuestWalk walk = mmu.lastWalk();
    long end = walk.end().ordinal() * 8L + walk.level();
    return walk.end().isFault() ? end | walk.errorCode() << 8 : end;
  }
}
