// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** Checks the events that tell what a vCPU's MMU did: walks, faults, SPTEs and shadow pages. */
final class MmuEventCheck {
  private final WalkCheck walks;
  private final FaultCheck faults;
  private final SpteCheck sptes;
  private final PageCheck pages;
  private final Tally tally;

  MmuEventCheck(TraceCheck.Subject subject, Tally tally) {
    this.walks = new WalkCheck(subject.machine(), Extent.WHOLE);
    this.faults = new FaultCheck(subject.machine(), tally);
    this.sptes = new SpteCheck(subject.traced(), subject.machine(), faults, tally);
    this.pages = new PageCheck(subject, tally);
    this.tally = tally;
  }

  FaultCheck faults() {
    return faults;
  }

  SpteCheck sptes() {
    return sptes;
  }

  PageCheck pages() {
    return pages;
  }

  /** Checks an event of a vCPU. */
  void check(TraceEvent event, PageOwner vcpu, VmPages vmPages, Findings findings) {
    VcpuMmu model = vcpu.model();
    MmuActivity activity = vcpu.activity();
    activity.before(event.type());
    switch (event.type()) {
      case WALK -> walk(event, model, activity, findings);
      case PAGE_FAULT -> faults.fault(event, activity, findings);
      case INJECT -> faults.inject(event, activity, findings);
      case MAP -> sptes.map(event, model, activity, findings);
      case SPTE -> sptes.spte(event, model, activity, findings);
      case PAGE -> pages.check(event, vmPages, Optional.of(vcpu), findings);
      default -> {}
    }
  }

  /** Checks a page event of no vCPU that is known. */
  void page(TraceEvent event, VmPages vmPages, Findings findings) {
    pages.check(event, vmPages, Optional.empty(), findings);
  }

  /** Decides what waited for more of the vCPU's events. */
  void finish(MmuActivity activity, Findings findings) {
    faults.finish(activity, findings);
  }

  private void walk(TraceEvent event, VcpuMmu model, MmuActivity activity, Findings findings) {
    tally.saw(Kind.WALKS);
    faults.walk(event, model, activity, findings);
    if (walks.check(event, model, activity, findings)) {
      tally.checked(Kind.WALKS);
    }
  }
}
