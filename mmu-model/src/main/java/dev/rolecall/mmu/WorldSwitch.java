// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.NestedEntry.Ept;
import dev.rolecall.mmu.NestedEntry.None;
import dev.rolecall.mmu.NestedEntry.Npt;
import dev.rolecall.mmu.NestedEntry.Tables;
import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.role.RoleRegs;
import dev.rolecall.mmu.rule.PdptrLoad;
import dev.rolecall.mmu.rule.SvmEntry;

/** The ways between L1 and L2, up to CR3, which is loaded last. */
final class WorldSwitch implements PdptrLoad.NestedTables {
  private final SvmEntry svmEntry;
  private final Machine machine;
  private final VcpuState state;
  private final MmuContexts contexts;
  private NestedEntry entry;

  WorldSwitch(MmuSpec spec, Machine machine, VcpuState state, MmuContexts contexts) {
    this.svmEntry = spec.rule(SvmEntry.class);
    this.machine = machine;
    this.state = state;
    this.contexts = contexts;
    this.entry = new NestedEntry(state.registers(), new None());
  }

  /** Makes this what another one is. */
  void copyFrom(WorldSwitch other) {
    entry = other.entry;
  }

  /** L1's registers as they were when it last entered L2. */
  Registers l1() {
    return entry.l1();
  }

  /** L1 enters L2. */
  void enter(Registers l2, Tables tables) {
    entry = new NestedEntry(state.registers(), tables);
    enterAgain(l2);
  }

  /** L2 is entered with the tables of the last entry, whose L1 it belongs to. */
  void enterAgain(Registers l2) {
    if (entry.tables() instanceof Npt npt) {
      enterWithNpt(l2, npt.root());
      return;
    }
    state.setGuestMode(true);
    if (entry.tables() instanceof Ept ept) {
      contexts.initEpt(ept.params(), ept.root());
    }
    loadL2(l2);
  }

  /** enter_svm_guest_mode(). */
  private void enterWithNpt(Registers l2, long nestedCr3) {
    RoleRegs l1 = VcpuMmu.roleRegs(entry.l1());
    switch (svmEntry) {
      case V5_10 -> {
        loadL2(l2);
        contexts.initNpt(l1, nestedCr3);
        state.setGuestMode(true);
      }
      case V5_18 -> {
        contexts.initNpt(l1, nestedCr3);
        state.setGuestMode(true);
        loadL2(l2);
      }
      case V6_1 -> {
        state.setGuestMode(true);
        contexts.initNpt(l1, nestedCr3);
        loadL2(l2);
      }
    }
  }

  /** L2 exits to L1: nested_svm_vmexit(), nested_vmx_vmexit(). SVM sets CR0.PE. */
  void leave(Registers l1) {
    state.setGuestMode(false);
    long pe = machine.vendor() == Vendor.AMD ? Cr0.PE : 0;
    load(l1.withCr0(l1.cr0() | pe));
    contexts.useRoot();
  }

  /**
   * EFER goes to {@code efer}: SVM leaves L2 at once when that clears EFER.SVME, with the registers
   * as they are: svm_set_efer(), svm_leave_nested(), v5.18 svm.
   */
  void beforeEfer(long efer) {
    boolean svmeOff = (state.registers().efer() & ~efer & Efer.SVME) != 0;
    if (svmeOff && state.guestMode() && machine.vendor() == Vendor.AMD) {
      state.setGuestMode(false);
      contexts.useRoot();
    }
  }

  /**
   * L2's registers but CR3: SVM sets EFER before CR0, which then rules EFER.LMA
   * (nested_vmcb02_prepare_save(), v5.18 svm/nested.c); VMX sets EFER last (prepare_vmcs02(), v5.18
   * vmx/nested.c).
   */
  private void loadL2(Registers l2) {
    load(l2);
    if (machine.vendor() == Vendor.INTEL) {
      state.setRegisters(state.registers().withEfer(l2.efer()));
    }
  }

  /** EFER, then CR0 with its effect on EFER.LMA, then CR4; CR3 is left. */
  private void load(Registers to) {
    Registers r = state.registers().withEfer(to.efer()).withCr0(to.cr0());
    state.setRegisters(r.withCr4(to.cr4()));
  }

  @Override
  public boolean active() {
    return contexts.walkMmu() == MmuId.NESTED;
  }

  @Override
  public long root() {
    return entry.tables().root();
  }
}
