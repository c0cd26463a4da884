// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.MmuContext.Levels;
import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.paging.PteFormat;
import dev.rolecall.mmu.paging.WalkSetup;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;
import dev.rolecall.mmu.root.DeadRoots;
import dev.rolecall.mmu.root.MmuRequest;
import dev.rolecall.mmu.root.Requests;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.mmu.root.RootSwitch;
import dev.rolecall.mmu.root.RootSwitch.Reuse;
import dev.rolecall.mmu.root.WantedRoot;
import dev.rolecall.mmu.rule.CpuRole;
import dev.rolecall.mmu.rule.CpuidUpdate;
import dev.rolecall.mmu.rule.EptRole;
import dev.rolecall.mmu.rule.NestedRole;
import dev.rolecall.mmu.rule.NptRole;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.mmu.rule.ShadowRole;
import dev.rolecall.mmu.rule.TdpLevels;
import dev.rolecall.mmu.rule.TdpRole;

/** The three contexts of a vCPU and their initialisation: kvm_init_mmu() and what it calls. */
final class MmuContexts {
  private final MmuContext rootMmu;
  private final MmuContext guestMmu;
  private final MmuContext nestedMmu;
  private final RoleLayout layout;
  private final Machine machine;
  private final VcpuState state;
  private final CpuRole cpuRole;
  private final TdpLevels tdpLevels;
  private final TdpRole tdpRole;
  private final ShadowRole shadowRole;
  private final NptRole nptRole;
  private final EptRole eptRole;
  private final NestedRole nestedRole;
  private final CpuidUpdate cpuidUpdate;
  private final boolean eptHasCpuRole;
  private final RootSwitch rootSwitch;
  private final DeadRoots deadRoots;
  private final Requests requests = new Requests();

  private MmuId mmu = MmuId.ROOT;
  private MmuId walkMmu = MmuId.ROOT;
  private boolean reload;

  MmuContexts(MmuSpec spec, Machine machine, VcpuState state) {
    this.rootMmu = new MmuContext(MmuId.ROOT, spec);
    this.guestMmu = new MmuContext(MmuId.GUEST, spec);
    this.nestedMmu = new MmuContext(MmuId.NESTED, spec);
    this.layout = spec.rule(RoleLayout.class);
    this.machine = machine;
    this.state = state;
    this.cpuRole = spec.rule(CpuRole.class);
    this.tdpLevels = spec.rule(TdpLevels.class);
    this.tdpRole = spec.rule(TdpRole.class);
    this.shadowRole = spec.rule(ShadowRole.class);
    this.nptRole = spec.rule(NptRole.class);
    this.eptRole = spec.rule(EptRole.class);
    this.nestedRole = spec.rule(NestedRole.class);
    this.cpuidUpdate = spec.rule(CpuidUpdate.class);
    this.eptHasCpuRole = spec.rule(RoleWords.class).hasCpuRole();
    this.rootSwitch = spec.rule(RootSwitch.class);
    this.deadRoots = spec.rule(DeadRoots.class);
  }

  MmuContext get(MmuId id) {
    return switch (id) {
      case ROOT -> rootMmu;
      case GUEST -> guestMmu;
      case NESTED -> nestedMmu;
    };
  }

  MmuId mmu() {
    return mmu;
  }

  MmuId walkMmu() {
    return walkMmu;
  }

  /** The context that the vCPU uses. */
  MmuContext current() {
    return get(mmu);
  }

  /** What KVM asked of itself during the input. */
  Requests requests() {
    return requests;
  }

  void clearHistory() {
    requests.clear();
    rootMmu.clearHistory();
    guestMmu.clearHistory();
    nestedMmu.clearHistory();
  }

  /** Makes these contexts what others of the same revision are. */
  void copyFrom(MmuContexts other) {
    rootMmu.copyFrom(other.rootMmu);
    guestMmu.copyFrom(other.guestMmu);
    nestedMmu.copyFrom(other.nestedMmu);
    requests.copyFrom(other.requests);
    reload = other.reload;
    mmu = other.mmu;
    walkMmu = other.walkMmu;
  }

  /** nested_svm_uninit_mmu_context(), nested_ept_uninit_mmu_context(). */
  void useRoot() {
    mmu = MmuId.ROOT;
    walkMmu = MmuId.ROOT;
  }

  private void useNested() {
    mmu = MmuId.GUEST;
    walkMmu = MmuId.NESTED;
  }

  /** What a CPUID update does to the words of every context. */
  void invalidate() {
    rootMmu.invalidate(cpuidUpdate);
    guestMmu.invalidate(cpuidUpdate);
    nestedMmu.invalidate(cpuidUpdate);
  }

  /** kvm_mmu_unload(), mmu.c: frees all roots. */
  void unload() {
    rootMmu.roots().freeAll();
    guestMmu.roots().freeAll();
  }

  /** What made the roots what they are was not followed. */
  void forgetRoots() {
    rootMmu.roots().forget();
    guestMmu.roots().forget();
  }

  /** A page was zapped; as it is a root somewhere, dead roots are to go. */
  void zapRoot(RootPage page) {
    rootMmu.roots().replace(page);
    guestMmu.roots().replace(page);
    requests.make(MmuRequest.RELOAD);
    reload = true;
  }

  /** Frees dead roots if that was asked for: vcpu_enter_guest(), x86.c. */
  void freeDeadRoots() {
    if (reload) {
      long invalid = layout.of(RoleField.INVALID, 1);
      deadRoots.free(rootMmu.roots(), invalid);
      deadRoots.free(guestMmu.roots(), invalid);
      reload = false;
    }
  }

  /** kvm_mmu_reset_context(), mmu.c. */
  void reset() {
    unload();
    initCurrent();
  }

  /** Initialises the current context and switches its root, in the order of the kernel. */
  void initCurrentFor(long pgd, Reuse reuse) {
    if (rootSwitch.precedesInit()) {
      newPgd(pgd, reuse);
      initCurrent();
    } else {
      initCurrent();
      newPgd(pgd, reuse);
    }
  }

  /** kvm_mmu_new_pgd(), mmu.c: switches the context in use to another root. */
  void newPgd(long pgd, Reuse reuse) {
    newPgd(mmu, pgd, reuse);
  }

  /** Switches a context to another root. */
  void newPgd(MmuId id, long pgd, Reuse reuse) {
    MmuContext context = get(id);
    long role = rootSwitch.precedesInit() ? roleOfRegisters() : context.mmuRole();
    switchRoot(context, pgd, role, reuse);
  }

  /**
   * kvm_mmu_calc_root_page_role(), v5.10 mmu.c. It asks for the base role only, and then
   * smep_andnot_wp and smap_andnot_wp are 0, for they come from the extended role: no root that has
   * one of them is found again.
   */
  private long roleOfRegisters() {
    RoleInputs in = inputs(currentRegs());
    long role = machine.hasTdp() ? tdpRole.compute(in, 0) : shadowRole.compute(in, 0);
    role = layout.with(role, RoleField.SMEP_ANDNOT_WP, 0);
    return layout.with(role, RoleField.SMAP_ANDNOT_WP, 0);
  }

  private void switchRoot(MmuContext context, long pgd, long role, Reuse reuse) {
    WantedRoot wanted =
        new WantedRoot(pgd, RoleLayout.base(role), layout.isSet(role, RoleField.DIRECT));
    int levels = Math.min(context.rootLevel(), context.shadowRootLevel());
    if (rootSwitch.apply(context.roots(), wanted, levels)) {
      rootSwitch.request(requests, reuse);
    }
    if (!context.roots().areKnown()) {
      requests.doubt();
    }
  }

  /** kvm_init_mmu(), mmu.c. */
  void initCurrent() {
    if (walkMmu == MmuId.NESTED) {
      initNested();
    } else if (machine.hasTdp()) {
      initTdp();
    } else {
      initShadow();
    }
  }

  /** init_kvm_tdp_mmu(), mmu.c. */
  private void initTdp() {
    RoleInputs in = inputs(currentRegs());
    long cpu = cpuRole.compute(in);
    Levels levels = new Levels(in.regs().rootLevel(), in.tdpLevel(), 1);
    if (rootMmu.configure(cpu, tdpRole.compute(in, cpu), levels)) {
      setUpWalks(rootMmu, PteFormat.of(in.regs()), in.regs());
    }
  }

  /** kvm_init_shadow_mmu(), mmu.c. */
  private void initShadow() {
    RoleInputs in = inputs(currentRegs());
    long cpu = cpuRole.compute(in);
    long role = shadowRole.compute(in, cpu);
    int level = (int) layout.get(role, RoleField.LEVEL);
    Levels levels = new Levels(in.regs().rootLevel(), level, in.regs().pg() ? 0 : 1);
    if (rootMmu.configure(cpu, role, levels)) {
      setUpWalks(rootMmu, PteFormat.of(in.regs()), in.regs());
    }
  }

  /** kvm_init_shadow_npt_mmu(), mmu.c; L1's registers are those before the entry. */
  void initNpt(RoleRegs l1, long nestedCr3) {
    RoleRegs current = currentRegs();
    RoleInputs in = inputs(nptRole.regs(l1, current));
    long cpu = nptRole.cpuRole(layout, cpuRole.compute(in));
    RoleRegs tables = new RoleRegs(Cr0.PG, l1.cr4(), l1.efer());
    Levels levels = new Levels(nptRole.rootLevel(tables, current), in.tdpLevel(), 0);
    useNested();
    Tables nested = new Tables(nestedCr3, Reuse.FLUSHED, PteFormat.of(tables), in.regs());
    configureGuest(cpu, nptRole.mmuRole(in, cpu), levels, nested);
  }

  /** kvm_init_shadow_ept_mmu(), mmu.c. */
  void initEpt(EptParams ept, long eptp) {
    long rootSmm = layout.get(rootMmu.mmuRole(), RoleField.SMM);
    RoleInputs in = inputs(currentRegs());
    long role = eptRole.compute(in, ept, rootSmm);
    Levels levels = new Levels(ept.level(), ept.level(), 0);
    useNested();
    Tables nested = new Tables(eptp, Reuse.AS_IS, PteFormat.EPT, in.regs());
    configureGuest(eptHasCpuRole ? role : 0, role, levels, nested);
  }

  /**
   * The nested page tables that guest_mmu is to shadow.
   *
   * @param pgd where they start
   * @param reuse how a root of theirs is reused
   * @param format of their entries
   * @param regs the registers that count for their walks
   */
  private record Tables(long pgd, Reuse reuse, PteFormat format, RoleRegs regs) {}

  private void configureGuest(long cpu, long role, Levels levels, Tables tables) {
    if (rootSwitch.precedesInit()) {
      switchRoot(guestMmu, tables.pgd(), role, tables.reuse());
    }
    if (guestMmu.configure(cpu, role, levels)) {
      setUpWalks(guestMmu, tables.format(), tables.regs());
    }
    if (!rootSwitch.precedesInit()) {
      switchRoot(guestMmu, tables.pgd(), guestMmu.mmuRole(), tables.reuse());
    }
  }

  /** init_kvm_nested_mmu(), mmu.c. */
  private void initNested() {
    RoleInputs in = inputs(currentRegs());
    int level = in.regs().rootLevel();
    if (nestedMmu.configureWalkOnly(cpuRole.compute(in), nestedRole.mmuRole(in), level)) {
      setUpWalks(nestedMmu, PteFormat.of(in.regs()), in.regs());
    }
  }

  /** reset_guest_paging_metadata() and its siblings, mmu.c: done when a context is configured. */
  private void setUpWalks(MmuContext context, PteFormat format, RoleRegs regs) {
    context.setUp(
        new WalkSetup(format, regs, context.words(), context.rootLevel(), state.cpuid(), machine));
  }

  private RoleRegs currentRegs() {
    return VcpuMmu.roleRegs(state.registers());
  }

  private RoleInputs inputs(RoleRegs regs) {
    return new RoleInputs(
        layout,
        regs,
        state.smm() ? 1 : 0,
        state.guestMode() ? 1 : 0,
        state.cpuid().maxphyaddr(),
        tdpLevels.of(machine, state.cpuid().maxphyaddr()),
        machine.lacksAd() ? 1 : 0);
  }
}
