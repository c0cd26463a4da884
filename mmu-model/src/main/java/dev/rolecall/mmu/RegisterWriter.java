// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.root.Cr3Write;
import dev.rolecall.mmu.root.MmuRequest;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.RootSwitch.Reuse;
import dev.rolecall.mmu.root.WriteFlush;
import dev.rolecall.mmu.rule.PdptrLoad;
import dev.rolecall.mmu.rule.PdptrLoad.Loaded;
import dev.rolecall.mmu.rule.RegisterWrite;
import dev.rolecall.mmu.rule.RegisterWrite.Reinit;

/** What accepted register writes do: to the registers, the contexts, the roots and the TLB. */
final class RegisterWriter {
  private final Machine machine;
  private final VcpuState state;
  private final MmuContexts contexts;
  private final WorldSwitch world;
  private final PdptrLoad pdptrs;
  private final RegisterWrite effect;
  private final Cr3Write cr3Write;
  private final WriteFlush flush;

  RegisterWriter(MmuSpec spec, Machine machine, VcpuMmu.Parts parts, PdptrLoad pdptrs) {
    this.machine = machine;
    this.state = parts.state();
    this.contexts = parts.contexts();
    this.world = parts.world();
    this.pdptrs = pdptrs;
    this.effect = spec.rule(RegisterWrite.class);
    this.cr3Write = spec.rule(Cr3Write.class);
    this.flush = spec.rule(WriteFlush.class);
  }

  void write(Register register, long value) {
    switch (register) {
      case CR0 -> writeCr0(value);
      case CR3 -> writeCr3(value);
      case CR4 -> writeCr4(value);
      case EFER -> writeEfer(value);
      case PKRU -> state.setPkru(value);
    }
  }

  /** kvm_set_cr0(), kvm_post_set_cr0(), x86.c. */
  private void writeCr0(long value) {
    long old = state.registers().cr0();
    long cr0 = (value | Cr0.ET) & Cr0.DEFINED;
    if (PdptrLoad.isDoneByCr0(state, cr0)) {
      loadPdptrs(state.registers().cr3());
    }
    state.setRegisters(state.registers().withCr0(cr0));
    flush.cr0(contexts.requests(), old, cr0);
    reinit(effect.cr0(old, cr0, machine.hasTdp()));
  }

  /** kvm_set_cr3(), x86.c. */
  private void writeCr3(long value) {
    boolean pcids = (state.registers().cr4() & Cr4.PCIDE) != 0;
    long cr3 = pcids ? value & ~Cr3.NO_FLUSH : value;
    boolean flushes = cr3 == value;
    switch (cr3Write) {
      case V5_10 -> switchOrFlush(cr3, flushes ? Reuse.FLUSHED : Reuse.AS_IS);
      case V5_18 -> {
        switchIfOther(cr3);
        if (flushes) {
          invalidatePcid(pcids ? cr3 & Cr3.PCID : 0);
        }
      }
    }
  }

  /** kvm_set_cr3(), v5.10 x86.c. */
  private void switchOrFlush(long cr3, Reuse reuse) {
    boolean same = cr3 == state.registers().cr3();
    Loaded found = same ? pdptrs.compare(state, cr3) : Loaded.OTHERS;
    if (found == Loaded.UNKNOWN) {
      contexts.current().roots().forget();
      contexts.requests().doubt();
    }
    if (found == Loaded.SAME) {
      if (reuse == Reuse.FLUSHED) {
        contexts.requests().make(MmuRequest.FLUSH_CURRENT);
      }
      return;
    }
    loadPdptrsForPae(cr3);
    contexts.newPgd(cr3, reuse);
    state.setRegisters(state.registers().withCr3(cr3));
  }

  /** kvm_set_cr3(), v5.18 x86.c. */
  private void switchIfOther(long cr3) {
    loadPdptrsForPae(cr3);
    if (cr3 != state.registers().cr3()) {
      contexts.newPgd(cr3, Reuse.FLUSHED);
      state.setRegisters(state.registers().withCr3(cr3));
    }
  }

  /** kvm_invalidate_pcid(), v5.18 x86.c; the PCID is the current one. */
  private void invalidatePcid(long pcid) {
    if (machine.hasTdp()) {
      contexts.requests().make(MmuRequest.FLUSH_GUEST);
      return;
    }
    contexts.requests().make(MmuRequest.SYNC);
    contexts.requests().make(MmuRequest.FLUSH_CURRENT);
    if ((state.registers().cr4() & Cr4.PCIDE) == 0) {
      return;
    }
    MmuRoots roots = contexts.current().roots();
    for (int i = 1; i < MmuRoots.COUNT; i++) {
      if ((roots.pgd(i) & Cr3.PCID) == pcid) {
        roots.freePrevious(i);
      }
    }
  }

  /** kvm_set_cr4(), kvm_post_set_cr4(), x86.c. */
  private void writeCr4(long value) {
    long old = state.registers().cr4();
    if (PdptrLoad.isDoneByCr4(state, value)) {
      loadPdptrs(state.registers().cr3());
    }
    state.setRegisters(state.registers().withCr4(value));
    reinit(effect.cr4(old, value));
    if (!machine.hasTdp() && flush.freesRoots(old, value)) {
      contexts.unload();
    }
    flush.cr4(contexts.requests(), old, value);
  }

  /** set_efer(), x86.c: the guest cannot change LMA. */
  private void writeEfer(long value) {
    long old = state.registers().efer();
    long efer = (value & ~Efer.LMA) | (old & Efer.LMA);
    world.beforeEfer(efer);
    state.setRegisters(state.registers().withEfer(efer));
    reinit(effect.efer(old, efer));
  }

  private void reinit(Reinit reinit) {
    switch (reinit) {
      case NOTHING -> {}
      case INIT -> contexts.initCurrent();
      case RESET -> contexts.reset();
    }
  }

  /** __set_sregs(), x86.c: any change, or PAE paging, resets the context. */
  void setSregs(Registers values) {
    boolean changed = !values.equals(state.registers());
    world.beforeEfer(values.efer());
    state.setRegisters(values);
    if (state.isPaePaging()) {
      loadPdptrsIfPossible(values.cr3());
    }
    if (changed || state.isPaePaging()) {
      contexts.reset();
      flush.sregs(contexts.requests());
    }
  }

  /** Where a failure to load the PDPTEs does not stop KVM. */
  private void loadPdptrsIfPossible(long cr3) {
    if (pdptrs.judge(state, cr3).isRefusal()) {
      return;
    }
    if (!pdptrs.judge(state, cr3).isCertain()) {
      contexts.requests().doubt();
    }
    loadPdptrs(cr3);
  }

  /** Loads the PDPTEs if the guest walks PAE page tables. */
  void loadPdptrsForPae(long cr3) {
    if (state.isPaePaging()) {
      loadPdptrs(cr3);
    }
  }

  /** load_pdptrs(), x86.c, which succeeds. */
  void loadPdptrs(long cr3) {
    Loaded loaded = pdptrs.apply(state, cr3);
    if (!flush.loadedPdptesNeedRoot()) {
      return;
    }
    if (!machine.hasTdp() && loaded == Loaded.OTHERS) {
      contexts.get(MmuId.ROOT).roots().freeCurrent();
    } else if (!machine.hasTdp() && loaded == Loaded.UNKNOWN) {
      contexts.get(MmuId.ROOT).roots().forget();
    }
    contexts.requests().make(MmuRequest.LOAD_PGD);
  }
}
