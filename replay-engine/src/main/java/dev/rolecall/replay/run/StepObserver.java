// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.run;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.PartialVcpu;
import dev.rolecall.replay.trace.TraceEvent;

/** Watches a replay step by step. What it is given is valid during the call only. */
public interface StepObserver {
  /** Sees nothing. */
  StepObserver NONE =
      new StepObserver() {
        @Override
        public boolean mayBeginAnew() {
          return true;
        }
      };

  /**
   * Whether the replay may begin anew, and show the observer the trace from its beginning again.
   */
  default boolean mayBeginAnew() {
    return false;
  }

  /** A trace begins: its own revision and the one it is replayed at. */
  default void machine(TraceEvent event, MmuRevision traced, MmuRevision replayed) {}

  /** An event is about to be fed to a vCPU that exists. */
  default void before(TraceEvent event, VcpuMmu mmu) {}

  /**
   * An event has been fed and checked, and the vCPU's MMU is as it left it.
   *
   * @param verdict what KVM's rules say of a register write; acceptance for other events
   */
  default void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {}

  /** An event is about to be fed to a vCPU whose state is not known. */
  default void beforePartial(TraceEvent event, PartialVcpu vcpu) {}

  /** An event has been fed to a vCPU whose state is not known, and checked. */
  default void afterPartial(TraceEvent event, PartialVcpu vcpu) {
    other(event);
  }

  /** An event of no vCPU. */
  default void other(TraceEvent event) {}
}
