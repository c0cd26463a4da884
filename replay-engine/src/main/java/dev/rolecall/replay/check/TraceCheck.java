// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** The checks of one trace: what all of its vCPUs share. */
public final class TraceCheck {
  private static final String OF_NO_VCPU =
      "expectations of a vCPU's state in events that name no vCPU";

  private final MmuRevision expected;
  private final MmuRevision replayed;
  private final MmuCheck mmuCheck;
  private final AccessCheck accessCheck;
  private final MmuEventCheck eventCheck;
  private final PartialChecks partialChecks;
  private final Tally tally;
  private final VcpuCheck.DivergenceSink sink;
  private final FoldedFetches folded;
  private final AccessBits activityAccess;

  private final List<VcpuCheck> vcpus = new ArrayList<>();
  private final List<PartialVcpu> partialVcpus = new ArrayList<>();
  private final Findings findings = new Findings();

  /**
   * What is checked.
   *
   * @param traced the revision whose words the trace holds
   * @param expected the revision in whose words contexts and roots are expected
   * @param replayed the revision of the model
   * @param machine the host
   * @param tdpMmu whether the TDP MMU makes the pages of direct MMUs
   */
  public record Subject(
      MmuRevision traced,
      MmuRevision expected,
      MmuRevision replayed,
      Machine machine,
      boolean tdpMmu) {}

  /**
   * Checks for a trace.
   *
   * @param tally counts what is found
   * @param sink takes what diverges
   */
  public TraceCheck(Subject subject, Tally tally, VcpuCheck.DivergenceSink sink) {
    this.expected = subject.expected();
    this.replayed = subject.replayed();
    this.mmuCheck = new MmuCheck(expected, replayed);
    this.accessCheck = new AccessCheck(expected, replayed);
    this.eventCheck = new MmuEventCheck(subject, tally);
    this.partialChecks = new PartialChecks(subject, eventCheck);
    this.activityAccess = replayed.spec().rule(AccessBits.class);
    this.tally = tally;
    this.sink = sink;
    this.folded = new FoldedFetches(tally, sink);
  }

  /** The checks of a vCPU that appears, of that number in the VM that has these pages. */
  public VcpuCheck newVcpu(int number, VmPages pages) {
    VcpuCheck vcpu =
        new VcpuCheck(
            new VcpuCheck.Checks(mmuCheck, accessCheck, eventCheck, folded),
            new VcpuCheck.Knowledge(
                pages, new MmuActivity(activityAccess), new RootCheck(expected, replayed, tally)),
            tally,
            sink);
    vcpus.add(vcpu);
    pages.addVcpu(number);
    return vcpu;
  }

  /** A vCPU of which nothing is known, of that number in the VM that has these pages. */
  public PartialVcpu newPartialVcpu(int number, VmPages pages) {
    PartialVcpu vcpu = new PartialVcpu(partialChecks, pages, tally, sink);
    partialVcpus.add(vcpu);
    pages.addVcpu(number);
    return vcpu;
  }

  /** Checks the event of a shadow page that no vCPU of a known state handled. */
  public void checkPage(TraceEvent event, VmPages pages) {
    findings.clear();
    eventCheck.page(event, pages, findings);
    long ofVcpu = event.expectations().present() & ~ExpectKey.PAGE.bit();
    findings.notChecked(OF_NO_VCPU, Long.bitCount(ofVcpu));
    findings.countInto(tally);
    if (!findings.isClean()) {
      sink.diverged(findings.divergence(EventRef.of(event, "")));
    }
  }

  /** Decides what waited for the rest of the trace. */
  public void finish() {
    folded.release();
    vcpus.forEach(VcpuCheck::finish);
    partialVcpus.forEach(PartialVcpu::finish);
  }
}
