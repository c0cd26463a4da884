// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.revision.MmuRevision;

/** The checks of one trace: what all of its vCPUs share. */
public final class TraceCheck {
  private final MmuCheck mmuCheck;
  private final AccessCheck accessCheck;
  private final Tally tally;
  private final VcpuCheck.DivergenceSink sink;
  private final FoldedFetches folded;

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
    this.mmuCheck = new MmuCheck(traced, replayed);
    this.accessCheck = new AccessCheck(traced, replayed);
    this.tally = tally;
    this.sink = sink;
    this.folded = new FoldedFetches(tally, sink);
  }

  /** The checks of one more vCPU. */
  public VcpuCheck newVcpu() {
    return new VcpuCheck(new VcpuCheck.Checks(mmuCheck, accessCheck, folded), tally, sink);
  }

  /** Decides what waited for the rest of the trace. */
  public void finish() {
    folded.release();
  }
}
