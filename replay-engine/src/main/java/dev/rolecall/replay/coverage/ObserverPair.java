// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.PartialVcpu;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.trace.TraceEvent;

/** Two observers of one replay. */
record ObserverPair(StepObserver first, StepObserver second) implements StepObserver {
  @Override
  public void machine(TraceEvent event, MmuRevision traced, MmuRevision replayed) {
    first.machine(event, traced, replayed);
    second.machine(event, traced, replayed);
  }

  @Override
  public void before(TraceEvent event, VcpuMmu mmu) {
    first.before(event, mmu);
    second.before(event, mmu);
  }

  @Override
  public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
    first.after(event, mmu, verdict);
    second.after(event, mmu, verdict);
  }

  @Override
  public void beforePartial(TraceEvent event, PartialVcpu vcpu) {
    first.beforePartial(event, vcpu);
    second.beforePartial(event, vcpu);
  }

  @Override
  public void afterPartial(TraceEvent event, PartialVcpu vcpu) {
    first.afterPartial(event, vcpu);
    second.afterPartial(event, vcpu);
  }

  @Override
  public void other(TraceEvent event) {
    first.other(event);
    second.other(event);
  }
}
