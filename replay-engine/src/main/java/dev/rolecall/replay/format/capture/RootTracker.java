// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.PageOp;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.OptionalLong;

/**
 * Keeps the emitted events and the kernel together on the roots of one vCPU, where nothing is
 * recorded of what happens to them.
 */
final class RootTracker {
  private final VcpuTracker vcpu;
  private final RoleLayout layout;
  private boolean built;

  RootTracker(VcpuTracker vcpu) {
    this.vcpu = vcpu;
    this.layout = MmuHistory.find(vcpu.machine().revision().revision()).orElseThrow().layout();
  }

  /**
   * Takes the next record before anything is made of it.
   *
   * @param idle whether no operation goes on that may free roots
   */
  void before(ProbeKind kind, VcpuRecord record, boolean idle) {
    if (vcpu.isKnown() && vcpu.machine().tdpMmu() == 1) {
      takeTdpMmuRoots(kind, idle);
    }
    built = vcpu.roots().take(kind, record);
  }

  /** Whether a root was built between the last record and this one. */
  boolean isBuilt() {
    return built;
  }

  /**
   * The TDP MMU's roots are invalidated by a change of memory slots, without an event: one is gone,
   * or is made anew though there was one (kvm_tdp_mmu_invalidate_all_roots(), v6.1 tdp_mmu.c).
   */
  private void takeTdpMmuRoots(ProbeKind kind, boolean idle) {
    if (idle && vcpu.roots().isFreedUnseen(kind)) {
      vcpu.roots().forget();
      vcpu.out().notChecked(Unchecked.INVALIDATED_ROOTS);
    }
    OptionalLong role = vcpu.roots().remadeRole();
    if (role.isPresent() && layout.isSet(role.getAsLong(), RoleField.DIRECT)) {
      TraceEvent event = vcpu.begin(EventType.PAGE);
      event.args().set(Arg.OP, PageOp.ZAP);
      event.args().set(Arg.GFN, 0);
      event.args().set(Arg.ROLE, role.getAsLong());
      vcpu.sendBare();
    }
  }

  /** After all that a record meant: one that shows no roots makes them known. */
  void after(VcpuRecord record, boolean idle) {
    boolean news = vcpu.isKnown() && !vcpu.roots().areKnown();
    if (news && idle && record.isWithoutRoots()) {
      vcpu.begin(EventType.UNLOAD);
      vcpu.sendBare();
      vcpu.roots().know();
    }
  }
}
