// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.EntryMemory;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.PageWalker;
import dev.rolecall.mmu.paging.ReservedBits;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;
import dev.rolecall.mmu.root.Requests;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.mmu.root.RootPages;
import dev.rolecall.mmu.root.RootSwitch.Reuse;
import dev.rolecall.mmu.rule.PdptrLoad;
import dev.rolecall.mmu.rule.RegisterCheck;
import dev.rolecall.mmu.rule.WriteVerdict;
import java.util.Optional;

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

  private final MmuSpec spec;
  private final Machine machine;
  private final VcpuState state;
  private final MmuContexts contexts;
  private final WorldSwitch world;
  private final GuestMemory memory;
  private final PdptrLoad pdptrs;
  private final RegisterCheck check;
  private final RegisterWriter writer;
  private final RootPages pages;
  private final RootBuilder builder;
  private final Translation translation;
  private final SmmMode smm;

  private Acceptance acceptance = Acceptance.UNRECORDED;

  /** A copy that goes its own way, but for the guest memory, which both share. */
  public VcpuMmu copy() {
    return new VcpuMmu(this);
  }

  private VcpuMmu(VcpuMmu other) {
    this.spec = other.spec;
    this.machine = other.machine;
    this.state = other.state.copy();
    this.contexts = new MmuContexts(spec, machine, state);
    this.contexts.copyFrom(other.contexts);
    this.world = new WorldSwitch(spec, machine, state, contexts);
    this.world.copyFrom(other.world);
    this.memory = other.memory;
    this.pdptrs = new PdptrLoad(memory, world);
    this.check = other.check;
    Parts parts = new Parts(state, contexts, world);
    this.writer = new RegisterWriter(spec, machine, parts, pdptrs);
    this.smm = new SmmMode(spec, parts, pdptrs);
    this.smm.copyFrom(other.smm);
    this.pages = other.pages.copy();
    this.builder =
        new RootBuilder(spec, machine, new RootBuilder.Guest(state, memory, world), pages);
    this.translation =
        new Translation(spec, new Translation.Parts(machine, state, contexts, world, memory));
    this.acceptance = other.acceptance;
  }

  /**
   * A vCPU that appears in {@code state} and whose MMU is initialised for the first time:
   * kvm_arch_vcpu_create().
   */
  public VcpuMmu(MmuSpec spec, Machine machine, VcpuState state, GuestMemory memory) {
    this.spec = spec;
    this.machine = machine;
    this.state = state;
    this.contexts = new MmuContexts(spec, machine, state);
    this.world = new WorldSwitch(spec, machine, state, contexts);
    this.memory = memory;
    this.pdptrs = new PdptrLoad(memory, world);
    this.check = spec.rule(RegisterCheck.class);
    Parts parts = new Parts(state, contexts, world);
    this.writer = new RegisterWriter(spec, machine, parts, pdptrs);
    this.smm = new SmmMode(spec, parts, pdptrs);
    this.pages = new RootPages();
    this.builder =
        new RootBuilder(spec, machine, new RootBuilder.Guest(state, memory, world), pages);
    this.translation =
        new Translation(spec, new Translation.Parts(machine, state, contexts, world, memory));
    contexts.initCurrent();
  }

  /** What a vCPU's registers go through: its state, its contexts, and the way to L2 and back. */
  record Parts(VcpuState state, MmuContexts contexts, WorldSwitch world) {}

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
    contexts.reset();
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
      writer.write(register, value);
    } else if (register == Register.CR4 && check.loadsPdptesThoughRefused(state, value, pdptrs)) {
      writer.loadPdptrs(state.registers().cr3());
    }
    return verdict;
  }

  /**
   * KVM_SET_SREGS: __set_sregs(), x86.c.
   *
   * @return whether KVM takes the registers, as for {@link #write}
   */
  public WriteVerdict setSregs(Registers values) {
    WriteVerdict verdict = check.sregs(state, values);
    if (accepts(verdict)) {
      writer.setSregs(values);
    }
    return verdict;
  }

  /**
   * An SMI is taken: enter_smm(). While SMM is on already, this only gives the registers their SMM
   * values, as the second half of an entry that was observed half-way.
   */
  public void enterSmm() {
    smm.enter(() -> leaveNested(world.l1()));
  }

  /** SMM is on and the registers are {@code given}. */
  public void enterSmm(Registers given) {
    smm.enter(given, () -> leaveNested(world.l1()));
  }

  /** What SMM makes of the registers, of L1's if L2 runs: enter_smm(), v5.18 x86.c. */
  public Registers registersInSmm() {
    return smm.registersWithin();
  }

  /** The registers as they were when SMM was entered: L2's if the SMI interrupted L2. */
  public Registers savedBySmm() {
    return smm.saved();
  }

  /** RSM: SMM is off and the registers are {@code restored}, L2's if the SMI interrupted L2. */
  public void leaveSmm(Registers restored) {
    smm.leave(restored);
  }

  /** kvm_init_mmu() is called though nothing was written. */
  public void initMmu() {
    contexts.initCurrent();
  }

  /** L1 enters L2 without nested paging. */
  public void enterNested(Registers l2) {
    enter(l2, new NestedEntry.None());
  }

  /** L1 enters L2 with nested page tables at {@code ncr3}: enter_svm_guest_mode(). */
  public void enterNestedNpt(Registers l2, long ncr3) {
    enter(l2, new NestedEntry.Npt(ncr3));
  }

  /** L1 enters L2 with extended page tables: prepare_vmcs02(), vmx/nested.c. */
  public void enterNestedEpt(Registers l2, long eptp, EptParams ept) {
    enter(l2, new NestedEntry.Ept(eptp, ept));
  }

  private void enter(Registers l2, NestedEntry.Tables tables) {
    world.enter(l2, tables);
    loadCr3(l2.cr3());
  }

  /** L1's registers as they were when it entered L2. */
  public Registers savedByNested() {
    return world.l1();
  }

  /**
   * L2 exits to L1, whose registers are {@code l1}: nested_svm_vmexit(), nested_vmx_vmexit(). SVM
   * sets CR0.PE.
   */
  public void leaveNested(Registers l1) {
    world.leave(l1);
    loadCr3(l1.cr3());
  }

  /**
   * nested_svm_load_cr3(), nested_vmx_load_cr3(): if CR3 is illegal, or PDPTEs do not load, the MMU
   * stays as it is.
   */
  private void loadCr3(long cr3) {
    boolean shadowed = contexts.walkMmu() != MmuId.NESTED;
    boolean loads = state.isPaePaging() && shadowed;
    WriteVerdict legal = check.legalCr3(state, cr3);
    if (!accepts(loads ? legal.and(pdptrs.judge(state, cr3)) : legal)) {
      return;
    }
    if (loads) {
      writer.loadPdptrs(cr3);
    }
    state.setRegisters(state.registers().withCr3(cr3));
    if (shadowed) {
      contexts.initCurrentFor(cr3, machine.vendor() == Vendor.INTEL ? Reuse.AS_IS : Reuse.FLUSHED);
    } else {
      contexts.initCurrent();
    }
  }

  /**
   * The vCPU is about to enter the guest, and gets a root if it has none: kvm_mmu_reload(), mmu.h.
   * Roots whose pages were zapped go first.
   */
  public void load() {
    contexts.freeDeadRoots();
    MmuContext current = contexts.current();
    if (!current.roots().hasCurrent()) {
      builder.build(current);
    }
  }

  /** All roots are freed: kvm_mmu_unload(), mmu.c. */
  public void unload() {
    contexts.unload();
  }

  /** A context is switched to another root page table: kvm_mmu_new_pgd(), mmu.c. */
  public void newPgd(MmuId id, long pgd) {
    contexts.newPgd(id, pgd, Reuse.FLUSHED);
  }

  /**
   * A shadow page is zapped: kvm_mmu_prepare_zap_page(), mmu.c. It is found no more; if it is a
   * root, it is marked invalid, and every vCPU is asked to free its dead roots.
   *
   * @param roots how many root slots hold it, in any vCPU of the VM
   */
  public void zapPage(long gfn, long role, long roots) {
    RoleLayout layout = spec.rule(RoleLayout.class);
    RootPage zapped = pages.zap(gfn, role, layout.with(role, RoleField.INVALID, 1));
    if (roots > 0) {
      contexts.zapRoot(zapped);
    }
  }

  /** The root pages that the vCPU has had. */
  public RootPages rootPages() {
    return pages;
  }

  /** What KVM asked of itself during the input. */
  public Requests requests() {
    return contexts.requests();
  }

  /**
   * Translates an address as KVM does for itself: gva_to_gpa() of the context.
   *
   * @param id root_mmu for L1's virtual addresses, guest_mmu for L2's physical ones, nested_mmu for
   *     L2's virtual ones through both stages
   * @return the walk, which stands until the next one; {@link GuestWalk.End#NO_TABLES} if L2 does
   *     not run with nested paging and the context is none of L1's
   */
  public GuestWalk translate(MmuId id, long address, GuestAccess access) {
    return translation.translate(id, address, access);
  }

  /** Translates as {@link #translate} does, as if the last translation had not been. */
  public GuestWalk translateInstead(MmuId id, long address, GuestAccess access) {
    return translation.translateInstead(id, address, access);
  }

  /** The bits that no SPTE of a context may have; empty until it is configured. */
  public Optional<ReservedBits> spteReserved(MmuId id) {
    return translation.spteReserved(id);
  }

  /** Whether anything is known of the VM's memory. */
  public boolean knowsMemory() {
    return memory.isDescribed();
  }

  /** The walk of the last {@link #translate}. */
  public GuestWalk lastWalk() {
    return translation.lastWalk();
  }

  /** A walker by the vCPU's rules over entries that are not in the VM's memory. */
  public PageWalker walker(EntryMemory entries) {
    return translation.walker(machine.vendor(), entries);
  }

  /** Where a context's guest tables start: CR3, nCR3 or the EPT pointer. */
  public long pgd(MmuId id) {
    return translation.pgd(id);
  }

  /** How a context walks guest page tables; empty until it is configured for the first time. */
  public Optional<GuestPaging> paging(MmuId id) {
    return translation.paging(id);
  }

  /**
   * Takes a state over that the model did not arrive at, and recomputes the current context. What
   * the roots are is not known then.
   *
   * @param observed the registers
   * @param smm whether the vCPU is in system management mode
   * @param guestMode whether the vCPU runs L2
   */
  public void adopt(Registers observed, boolean smm, boolean guestMode) {
    state.setRegisters(observed);
    state.setSmm(smm);
    state.setGuestMode(guestMode);
    if (!guestMode) {
      contexts.useRoot();
    }
    contexts.forgetRoots();
    contexts.initCurrent();
  }

  static RoleRegs roleRegs(Registers r) {
    return new RoleRegs(r.cr0(), r.cr4(), r.efer());
  }
}
