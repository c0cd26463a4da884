// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr3;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.role.RoleRegs;
import dev.rolecall.mmu.rule.PdptrLoad;
import dev.rolecall.mmu.rule.RegisterCheck;
import dev.rolecall.mmu.rule.RegisterWrite;
import dev.rolecall.mmu.rule.RegisterWrite.Reinit;
import dev.rolecall.mmu.rule.SmmEntry;
import dev.rolecall.mmu.rule.SvmEntry;
import dev.rolecall.mmu.rule.WriteVerdict;

/**
 * The MMU of one vCPU: its registers, its three contexts, and what each input makes of them. An
 * input first clears the record of what the one before it did.
 */
public final class VcpuMmu {
  /** What a trace records of whether KVM accepted an input. */
  public enum Acceptance {
    UNRECORDED,
    ACCEPTED,
    REFUSED
  }

  private static final long SMM_CLEARS = Cr0.PE | Cr0.EM | Cr0.TS | Cr0.PG;

  private final MmuSpec spec;
  private final Machine machine;
  private final VcpuState state;
  private final MmuContexts contexts;
  private final PdptrLoad pdptrs;
  private final RegisterCheck check;
  private final RegisterWrite effect;

  private Registers beforeSmm = Registers.RESET;
  private Registers beforeNested = Registers.RESET;
  private long nestedRoot;
  private Acceptance acceptance = Acceptance.UNRECORDED;

  /**
   * A vCPU that appears in {@code state} and whose MMU is initialised for the first time:
   * kvm_arch_vcpu_create().
   */
  public VcpuMmu(MmuSpec spec, Machine machine, VcpuState state, GuestMemory memory) {
    this.spec = spec;
    this.machine = machine;
    this.state = state;
    this.contexts = new MmuContexts(spec, machine, state);
    this.pdptrs = new PdptrLoad(memory, new Nested());
    this.check = spec.rule(RegisterCheck.class);
    this.effect = spec.rule(RegisterWrite.class);
    this.beforeNested = state.registers();
    contexts.initCurrent();
  }

  public VcpuState state() {
    return state;
  }

  public MmuContext context(MmuId id) {
    return contexts.get(id);
  }

  /** The context that the vCPU uses: vcpu->arch.mmu. */
  public MmuId mmu() {
    return contexts.mmu();
  }

  /** The context that walks the guest's page tables: vcpu->arch.walk_mmu. */
  public MmuId walkMmu() {
    return contexts.walkMmu();
  }

  /**
   * Starts the next input: what the last one did is forgotten, and {@link
   * MmuContext#configurations} counts from here.
   *
   * @param recorded whether the trace says that KVM accepted the input; it decides wherever the
   *     trace holds it, so that the model goes where the kernel went
   */
  public void begin(Acceptance recorded) {
    contexts.clearHistory();
    acceptance = recorded;
  }

  private boolean accepts(WriteVerdict verdict) {
    return acceptance == Acceptance.UNRECORDED
        ? verdict.accepted()
        : acceptance == Acceptance.ACCEPTED;
  }

  /** KVM_SET_CPUID2: kvm_vcpu_after_set_cpuid(), cpuid.c. */
  public void setCpuid(GuestCpuid cpuid) {
    state.setCpuid(cpuid);
    contexts.invalidate();
    contexts.initCurrent();
  }

  private WriteVerdict judge(Register register, long value) {
    return switch (register) {
      case CR0 -> check.cr0(state, value, pdptrs);
      case CR3 -> check.cr3(state, value, pdptrs);
      case CR4 -> check.cr4(state, value, pdptrs);
      case EFER -> check.efer(state, value);
      case PKRU -> value >>> 32 == 0 ? WriteVerdict.ACCEPTED : WriteVerdict.REFUSED;
    };
  }

  /**
   * The guest writes a register.
   *
   * @return what KVM's rules say of the write; it takes effect if the trace says so, or, where the
   *     trace says nothing, if the rules do
   */
  public WriteVerdict write(Register register, long value) {
    WriteVerdict verdict = judge(register, value);
    if (accepts(verdict)) {
      apply(register, value);
    }
    return verdict;
  }

  private void apply(Register register, long value) {
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
    state.setRegisters(state.registers().withCr0(cr0));
    loadPdptrs();
    reinit(effect.cr0(old, cr0, machine.hasTdp()));
  }

  /** kvm_set_cr3(), x86.c: the role does not depend on CR3. */
  private void writeCr3(long value) {
    boolean pcids = (state.registers().cr4() & Cr4.PCIDE) != 0;
    state.setRegisters(state.registers().withCr3(pcids ? value & ~Cr3.NO_FLUSH : value));
    loadPdptrs();
  }

  /** kvm_set_cr4(), kvm_post_set_cr4(), x86.c. */
  private void writeCr4(long value) {
    long old = state.registers().cr4();
    state.setRegisters(state.registers().withCr4(value));
    loadPdptrs();
    reinit(effect.cr4(old, value));
  }

  /** set_efer(), x86.c: the guest cannot change LMA. */
  private void writeEfer(long value) {
    long old = state.registers().efer();
    long efer = (value & ~Efer.LMA) | (old & Efer.LMA);
    state.setRegisters(state.registers().withEfer(efer));
    reinit(effect.efer(old, efer));
  }

  private void loadPdptrs() {
    if (state.isPaePaging()) {
      pdptrs.apply(state, state.registers().cr3());
    }
  }

  private void reinit(Reinit reinit) {
    if (reinit != Reinit.NOTHING) {
      contexts.initCurrent();
    }
  }

  /**
   * KVM_SET_SREGS: __set_sregs(), x86.c; any change, or PAE paging, resets the context.
   *
   * @return whether KVM takes the registers, as for {@link #write}
   */
  public WriteVerdict setSregs(Registers values) {
    WriteVerdict verdict = check.sregs(state, values);
    if (accepts(verdict)) {
      applySregs(values);
    }
    return verdict;
  }

  private void applySregs(Registers values) {
    boolean changed = !values.equals(state.registers());
    state.setRegisters(values);
    loadPdptrs();
    if (changed || state.isPaePaging()) {
      contexts.initCurrent();
    }
  }

  /**
   * An SMI is taken: enter_smm(). While SMM is on already, this only gives the registers their SMM
   * values, as the second half of an entry that was observed half-way.
   */
  public void enterSmm() {
    if (!state.smm()) {
      beforeSmm = state.registers();
      state.setSmm(true);
      if (spec.rule(SmmEntry.class) == SmmEntry.V5_18) {
        contexts.initCurrent();
      }
    }
    Registers r = state.registers();
    state.setRegisters(new Registers(r.cr0() & ~SMM_CLEARS, r.cr3(), 0, 0));
    contexts.initCurrent();
  }

  /** SMM is on and the registers are {@code given}. */
  public void enterSmm(Registers given) {
    beforeSmm = state.registers();
    state.setSmm(true);
    state.setRegisters(given);
    contexts.initCurrent();
  }

  /** The registers as they were when SMM was entered. */
  public Registers savedBySmm() {
    return beforeSmm;
  }

  /** RSM: SMM is off and the registers are {@code restored}. */
  public void leaveSmm(Registers restored) {
    state.setSmm(false);
    state.setRegisters(restored);
    loadPdptrs();
    contexts.initCurrent();
  }

  /** kvm_init_mmu() is called though nothing was written. */
  public void initMmu() {
    contexts.initCurrent();
  }

  /** L1 enters L2 without nested paging. */
  public void enterNested(Registers l2) {
    beforeNested = state.registers();
    state.setGuestMode(true);
    loadL2(l2);
  }

  /** L1 enters L2 with nested page tables at {@code ncr3}: enter_svm_guest_mode(). */
  public void enterNestedNpt(Registers l2, long ncr3) {
    beforeNested = state.registers();
    RoleRegs l1 = roleRegs(state.registers());
    nestedRoot = ncr3;
    switch (spec.rule(SvmEntry.class)) {
      case V5_10 -> {
        state.setRegisters(switchTo(l2));
        contexts.initNpt(l1);
        state.setGuestMode(true);
      }
      case V5_18 -> {
        contexts.initNpt(l1);
        state.setGuestMode(true);
        state.setRegisters(switchTo(l2));
      }
      case V6_1 -> {
        state.setGuestMode(true);
        contexts.initNpt(l1);
        state.setRegisters(switchTo(l2));
      }
    }
    loadCr3(l2.cr3());
  }

  /** L1 enters L2 with extended page tables: prepare_vmcs02(), vmx/nested.c. */
  public void enterNestedEpt(Registers l2, long eptp, EptParams ept) {
    beforeNested = state.registers();
    nestedRoot = eptp & ~0xfffL;
    state.setGuestMode(true);
    contexts.initEpt(ept);
    loadL2(l2);
  }

  private void loadL2(Registers l2) {
    state.setRegisters(switchTo(l2));
    loadCr3(l2.cr3());
  }

  /** L1's registers as they were when it entered L2. */
  public Registers savedByNested() {
    return beforeNested;
  }

  /**
   * L2 exits to L1, whose registers are {@code l1}: nested_svm_vmexit(), nested_vmx_vmexit(). SVM
   * sets CR0.PE.
   */
  public void leaveNested(Registers l1) {
    state.setGuestMode(false);
    long pe = machine.vendor() == Vendor.AMD ? Cr0.PE : 0;
    state.setRegisters(switchTo(l1).withCr0(l1.cr0() | pe));
    contexts.useRoot();
    loadCr3(l1.cr3());
  }

  /**
   * EFER, then CR0 with its effect on EFER.LMA, then CR4, as all world switches do; CR3 is left.
   */
  private Registers switchTo(Registers to) {
    Registers r = state.registers().withEfer(to.efer()).withCr0(to.cr0());
    return r.withCr4(to.cr4());
  }

  /**
   * nested_svm_load_cr3(), nested_vmx_load_cr3(): if PDPTEs do not load, the MMU stays as it is.
   */
  private void loadCr3(long cr3) {
    boolean nestedTables = contexts.walkMmu() == MmuId.NESTED;
    if (!nestedTables && state.isPaePaging()) {
      if (!accepts(pdptrs.judge(state, cr3))) {
        return;
      }
      pdptrs.apply(state, cr3);
    }
    state.setRegisters(state.registers().withCr3(cr3));
    contexts.initCurrent();
  }

  /** Takes registers over that the model did not arrive at, and recomputes the current context. */
  public void adopt(Registers observed) {
    state.setRegisters(observed);
    contexts.initCurrent();
  }

  static RoleRegs roleRegs(Registers r) {
    return new RoleRegs(r.cr0(), r.cr4(), r.efer());
  }

  private final class Nested implements PdptrLoad.NestedTables {
    @Override
    public boolean active() {
      return contexts.walkMmu() == MmuId.NESTED;
    }

    @Override
    public long root() {
      return nestedRoot;
    }
  }
}
