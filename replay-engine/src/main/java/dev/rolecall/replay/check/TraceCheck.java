// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.revision.MmuRevision;

/** The checks of one trace: what all of its vCPUs share. */
public final class TraceCheck {
  private final MmuRevision traced;
  private final MmuRevision replayed;
  private final MmuCheck mmuCheck;
  private final Tally tally;
  private final VcpuCheck.DivergenceSink sink;

  /**
   * Checks for a trace.
   *
   * @param traced the revision whose words the trace holds
   * @param replayed the revision of the model
   * @param tally counts what is found
   * @param sink takes what diverges
   */
  public TraceCheck(
      MmuRevision traced, MmuRevision replayed, Tally tally, VcpuCheck.DivergenceSink sink) {
    this.traced = traced;
    this.replayed = replayed;
    this.mmuCheck = new MmuCheck(traced, replayed);
    this.tally = tally;
    this.sink = sink;
  }

  /** The checks of one more vCPU. */
  public VcpuCheck newVcpu() {
    return new VcpuCheck(mmuCheck, new RootCheck(traced, replayed), tally, sink);
  }
}
