// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.rule.PdptrLoad;
import dev.rolecall.mmu.rule.SmmEntry;

/** The ways into system management mode and out of it. */
final class SmmMode {
  private final SmmEntry rule;
  private final VcpuState state;
  private final MmuContexts contexts;
  private final WorldSwitch world;
  private final PdptrLoad pdptrs;
  private Save before = new Save(Registers.RESET, false);

  /**
   * What an SMI saves.
   *
   * @param registers the registers of the guest that it interrupted
   * @param inL2 whether that was L2
   */
  private record Save(Registers registers, boolean inL2) {}

  SmmMode(MmuSpec spec, VcpuMmu.Parts parts, PdptrLoad pdptrs) {
    this.rule = spec.rule(SmmEntry.class);
    this.state = parts.state();
    this.contexts = parts.contexts();
    this.world = parts.world();
    this.pdptrs = pdptrs;
  }

  /** Makes this what another one is. */
  void copyFrom(SmmMode other) {
    before = other.before;
  }

  /**
   * An SMI is taken: enter_smm().
   *
   * @param leaveL2 has L2 exit to L1, which KVM does first
   */
  void enter(Runnable leaveL2) {
    if (!state.smm()) {
      save(leaveL2);
      state.setSmm(true);
      if (rule == SmmEntry.V5_18) {
        contexts.reset();
      }
    }
    state.setRegisters(registersWithin());
    contexts.reset();
  }

  /** SMM is on and the registers are {@code given}. */
  void enter(Registers given, Runnable leaveL2) {
    save(leaveL2);
    state.setSmm(true);
    state.setRegisters(given);
    contexts.reset();
  }

  /** What SMM makes of the registers, of L1's if L2 runs: enter_smm(), v5.18 x86.c. */
  Registers registersWithin() {
    Registers r = state.guestMode() ? world.l1() : state.registers();
    return new Registers(r.cr0() & ~Cr0.CLEARED_BY_SMM, r.cr3(), 0, 0);
  }

  /**
   * The state is saved as the guest left it, then KVM leaves L2: svm_enter_smm() (v5.18 svm/svm.c),
   * vmx_enter_smm() (v5.18 vmx/vmx.c), both svm_pre_ and vmx_pre_ in v5.10.
   */
  private void save(Runnable leaveL2) {
    before = new Save(state.registers(), state.guestMode());
    if (state.guestMode()) {
      leaveL2.run();
    }
  }

  /** The registers as they were when SMM was entered: L2's if the SMI interrupted L2. */
  Registers saved() {
    return before.registers();
  }

  /**
   * RSM: SMM is off and the registers are {@code restored}, which are L2's if the SMI interrupted
   * L2. EFER.LMA comes from CR0.PG: rsm_load_state_64(), v5.18 emulate.c.
   */
  void leave(Registers restored) {
    state.setSmm(false);
    if (before.inL2()) {
      before = new Save(before.registers(), false);
      returnToL2();
    }
    state.setRegisters(restored.withLmaFromPaging());
    if (state.isPaePaging()) {
      pdptrs.apply(state, state.registers().cr3());
    }
    contexts.reset();
  }

  /**
   * Before it loads the saved registers, RSM goes to real mode and has the vendor's code enter L2:
   * em_rsm(), svm_leave_smm(), vmx_leave_smm(), v5.18.
   */
  private void returnToL2() {
    contexts.reset();
    Registers r = state.registers();
    long cr4 = r.cr4() & ~(Cr4.PCIDE | Cr4.PAE);
    state.setRegisters(new Registers(r.cr0() & ~(Cr0.PE | Cr0.PG), r.cr3(), cr4, 0));
    contexts.reset();
    world.enterAgain(before.registers());
  }
}
