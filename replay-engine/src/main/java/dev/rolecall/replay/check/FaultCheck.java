// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Checks what becomes of faults: the walk, or with a direct MMU the mapping, is that of the address
 * and access that the hardware reported, and a fault that goes into the guest is the walk's.
 */
final class FaultCheck {
  private static final String UNANSWERED =
      "faults that no walk and no mapping of their address follows";
  private static final String NO_WALK = "injected faults with no faulted walk before them";
  private static final long ERROR_CODE = 0xffff_ffffL;

  /** What a walk that only looks an address up asks for: kvm_mmu_gva_to_gpa_read(), v6.1 x86.c. */
  private static final long LOOK_UP = Pferr.USER;

  private final boolean reportsQualifications;
  private final Tally tally;

  FaultCheck(Machine machine, Tally tally) {
    this.reportsQualifications = machine.vendor() == Vendor.INTEL && machine.hasTdp();
    this.tally = tally;
  }

  /** Takes a fault from the hardware. */
  void fault(TraceEvent event, MmuActivity activity, Findings findings) {
    tally.saw(Kind.FAULTS);
    finish(activity, findings);
    activity.fault(event);
  }

  /** Decides that nothing is known of the last fault, if it is open. */
  void finish(MmuActivity activity, Findings findings) {
    if (activity.isFaultOpen()) {
      findings.notChecked(UNANSWERED);
      activity.closeFault();
    }
  }

  /**
   * Takes a walk. FNAME(page_fault) walks for the access that faulted, without RSVD, which told of
   * the shadow page table (v6.1 paging_tmpl.h); before that KVM may look the address up.
   */
  void walk(TraceEvent event, VcpuMmu model, MmuActivity activity, Findings findings) {
    if (!answers(event, model, activity)) {
      return;
    }
    long recorded = event.args().number(Arg.ERROR);
    long expected = activity.faultError() & ERROR_CODE & ~Pferr.RSVD;
    if (reportsQualifications || recorded == expected) {
      close(activity, findings);
    } else if ((recorded & ~LOOK_UP) != 0 && (activity.faultError() & Pferr.RSVD) == 0) {
      activity.closeFault();
      tally.checked(Kind.FAULTS);
      findings.differ(
          Difference.plain(Observable.FAULT, "walk.error", hex(recorded), hex(expected)));
      findings.explain("the hardware reported error " + hex(activity.faultError()));
    }
  }

  private static boolean answers(TraceEvent event, VcpuMmu model, MmuActivity activity) {
    boolean complete = event.args().has(Arg.ADDR) && event.args().has(Arg.ERROR);
    boolean direct = model.context(model.mmu()).directMap() == 1;
    if (!complete || direct || !activity.isFaultOpen()) {
      return false;
    }
    MmuId mmu =
        event.args().has(Arg.MMU)
            ? event.args().word(Arg.MMU, MmuId.class)
            : MmuId.of(model.walkMmu());
    return mmu.model() == model.mmu() && event.args().number(Arg.ADDR) == activity.faultAddress();
  }

  /** Takes a mapping by a direct MMU, which needs no walk. */
  void map(boolean ofFaultedPage, MmuActivity activity, Findings findings) {
    if (activity.isFaultOpen() && ofFaultedPage) {
      close(activity, findings);
    }
  }

  private void close(MmuActivity activity, Findings findings) {
    activity.closeFault();
    tally.checked(Kind.FAULTS);
    findings.match();
  }

  /** Takes a fault that goes into the guest. */
  void inject(TraceEvent event, MmuActivity activity, Findings findings) {
    tally.saw(Kind.FAULTS);
    if (!activity.isWalkFaulted()) {
      findings.notChecked(NO_WALK);
      return;
    }
    tally.checked(Kind.FAULTS);
    long recorded = event.args().number(Arg.ERROR) & ERROR_CODE;
    long walked = activity.walkFault() & ERROR_CODE;
    findings.add(
        recorded == walked,
        () -> Difference.plain(Observable.FAULT, "inject.error", hex(recorded), hex(walked)));
    if (recorded != walked) {
      findings.explain("the walk before it ended with error " + hex(walked));
    }
    activity.injected();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
