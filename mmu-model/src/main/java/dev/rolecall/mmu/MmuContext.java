// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static dev.rolecall.mmu.role.RoleField.DIRECT;
import static dev.rolecall.mmu.role.RoleField.LEVEL;

import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.WalkRules;
import dev.rolecall.mmu.paging.WalkSetup;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.role.PageContext;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.rule.CpuidUpdate;
import dev.rolecall.mmu.rule.DerivedState;
import dev.rolecall.mmu.rule.RoleWords;
import java.util.Optional;

/** One MMU context: struct kvm_mmu, its roles, its roots and how it walks guest page tables. */
public final class MmuContext {
  private final MmuId id;
  private final RoleLayout layout;
  private final RoleWords words;
  private final DerivedState derived;
  private final MmuRoots roots = new MmuRoots();
  private long cpuRole;
  private long mmuRole;
  private int rootLevel;
  private int shadowRootLevel;
  private int directMap;
  private int configurations;
  private boolean configured;
  private Optional<WalkSetup> setup = Optional.empty();
  private Optional<GuestPaging> paging = Optional.empty();

  MmuContext(MmuId id, MmuSpec spec) {
    this.id = id;
    this.layout = spec.rule(RoleLayout.class);
    this.words = spec.rule(RoleWords.class);
    this.derived = spec.rule(DerivedState.class);
  }

  public MmuId id() {
    return id;
  }

  /** The cpu_role word; 0 where the revision has none. */
  public long cpuRole() {
    return cpuRole;
  }

  /** The mmu_role, or root_role, word. */
  public long mmuRole() {
    return mmuRole;
  }

  /** Levels of the guest's page table, 0 without paging. */
  public int rootLevel() {
    return derived.rootLevelFromRole() ? (int) layout.get(cpuRole, LEVEL) : rootLevel;
  }

  /** Levels of the page table that KVM builds. */
  public int shadowRootLevel() {
    return derived.shadowRootLevelFromRole() ? (int) layout.get(mmuRole, LEVEL) : shadowRootLevel;
  }

  /** 1 if the page table that KVM builds maps guest physical memory directly. */
  public int directMap() {
    return derived.directFromRole() ? (int) layout.get(mmuRole, DIRECT) : directMap;
  }

  /** The roots; nested_mmu never has any. */
  public MmuRoots roots() {
    return roots;
  }

  /** The context as it asks for shadow pages. */
  public PageContext pageContext() {
    return new PageContext(
        layout, RoleLayout.base(mmuRole), rootLevel(), shadowRootLevel(), directMap());
  }

  /** How often the context was configured since the last call of {@link #clearHistory}. */
  public int configurations() {
    return configurations;
  }

  /** Whether the context says anything: it was configured, or a CPUID update marked its words. */
  public boolean isUsed() {
    return configured || cpuRole != 0 || mmuRole != 0;
  }

  void clearHistory() {
    configurations = 0;
    roots.clearOutcome();
  }

  /**
   * Configures the context unless its words are what they were, which is the early return that
   * reuses it.
   *
   * @return whether it was configured
   */
  boolean configure(long newCpuRole, long newMmuRole, Levels levels) {
    long stored = words.stored(newMmuRole);
    if (newCpuRole == cpuRole && stored == mmuRole) {
      return false;
    }
    cpuRole = newCpuRole;
    mmuRole = stored;
    rootLevel = levels.root();
    shadowRootLevel = levels.shadowRoot();
    directMap = levels.direct();
    configurations++;
    configured = true;
    return true;
  }

  /**
   * Configures nested_mmu, whose mmu_role counts only where there is no cpu_role:
   * init_kvm_nested_mmu().
   */
  boolean configureWalkOnly(long newCpuRole, long newMmuRole, int newRootLevel) {
    long kept = words.hasCpuRole() ? mmuRole : newMmuRole;
    return configure(newCpuRole, kept, new Levels(newRootLevel, 0, 0));
  }

  /** Notes what the context has been configured from, which its walks go by from here on. */
  void setUp(WalkSetup newSetup) {
    setup = Optional.of(newSetup);
    paging = Optional.empty();
  }

  /** What the context was last configured from. */
  Optional<WalkSetup> setup() {
    return setup;
  }

  /** How the context walks guest page tables; empty until it is configured for the first time. */
  Optional<GuestPaging> paging(WalkRules rules) {
    if (paging.isEmpty()) {
      paging = setup.map(s -> GuestPaging.of(rules, s));
    }
    return paging;
  }

  /** __kvm_mmu_refresh_passthrough_bits(), v6.1.192 mmu.c. */
  void refreshWp(boolean wp) {
    if (layout.isSet(cpuRole, RoleField.CR0_WP) != wp && setup.isPresent()) {
      cpuRole = layout.with(cpuRole, RoleField.CR0_WP, wp ? 1 : 0);
      setUp(setup.get().with(new WalkSetup.Words(layout, cpuRole, mmuRole)));
    }
  }

  /** The words as they are. */
  WalkSetup.Words words() {
    return new WalkSetup.Words(layout, cpuRole, mmuRole);
  }

  /** Makes this context what another of the same revision is. */
  void copyFrom(MmuContext other) {
    roots.copyFrom(other.roots);
    cpuRole = other.cpuRole;
    mmuRole = other.mmuRole;
    rootLevel = other.rootLevel;
    shadowRootLevel = other.shadowRootLevel;
    directMap = other.directMap;
    configurations = other.configurations;
    configured = other.configured;
    setup = other.setup;
    paging = other.paging;
  }

  /** What a CPUID update does to the words before the context is set up again. */
  void invalidate(CpuidUpdate update) {
    cpuRole = update.cpuRole(layout, cpuRole);
    mmuRole = words.stored(update.mmuRole(layout, mmuRole));
  }

  /**
   * What a context stores beside its roles.
   *
   * @param root levels of the guest's page table
   * @param shadowRoot levels of KVM's page table
   * @param direct 1 if KVM's page table maps guest physical memory directly
   */
  record Levels(int root, int shadowRoot, int direct) {}
}
