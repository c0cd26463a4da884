// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.root.InvisibleRoot;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.RootKind;
import dev.rolecall.mmu.root.RootPage;
import dev.rolecall.mmu.root.RootPage.Identity;
import dev.rolecall.mmu.root.RootPages;
import dev.rolecall.mmu.root.RootRole;
import dev.rolecall.mmu.root.TdpMmuRoot;
import dev.rolecall.mmu.rule.PdptrLoad.NestedTables;

/** Builds the root of a context that has none: kvm_mmu_load(), mmu.c. */
final class RootBuilder {
  private static final int PAE_LEVEL = 3;
  private static final int PDPTES = 4;
  private static final long PRESENT = 1;

  private final RoleLayout layout;
  private final RootRole rootRole;
  private final InvisibleRoot invisible;
  private final TdpMmuRoot tdpMmuRoot;
  private final Machine machine;
  private final VcpuState state;
  private final GuestMemory memory;
  private final NestedTables nested;
  private final RootPages pages;

  RootBuilder(MmuSpec spec, Machine machine, Guest guest, RootPages pages) {
    this.layout = spec.rule(RoleLayout.class);
    this.rootRole = spec.rule(RootRole.class);
    this.invisible = spec.rule(InvisibleRoot.class);
    this.tdpMmuRoot = spec.rule(TdpMmuRoot.class);
    this.machine = machine;
    this.state = guest.state();
    this.memory = guest.memory();
    this.nested = guest.nested();
    this.pages = pages;
  }

  /**
   * What a root is built from.
   *
   * @param state the vCPU's registers
   * @param memory the VM's memory
   * @param nested L1's page tables for L2
   */
  record Guest(VcpuState state, GuestMemory memory, NestedTables nested) {}

  /** Gives the context a current root; there is none afterwards if KVM cannot build one. */
  void build(MmuContext context) {
    if (context.directMap() == 1) {
      buildDirect(context);
    } else {
      buildShadow(context);
    }
  }

  /** mmu_alloc_direct_roots(), mmu.c; the PGD does not count. */
  private void buildDirect(MmuContext context) {
    if (machine.hasTdpMmu()) {
      context.roots().setCurrent(tdpMmuPage(context), 0);
    } else if (context.shadowRootLevel() > PAE_LEVEL) {
      context.roots().setCurrent(page(context, 0), 0);
    } else if (context.shadowRootLevel() == PAE_LEVEL) {
      context.roots().setCurrent(special(context), 0);
    }
  }

  /** mmu_alloc_shadow_roots(), mmu.c. */
  private void buildShadow(MmuContext context) {
    long pgd = guestPgd(context);
    long gfn = invisible.frame(pgd);
    if (!memory.slots().isVisible(gfn)) {
      if (invisible.isDummy()) {
        context.roots().setCurrentDummy(pages.dummy());
      }
      return;
    }
    if (context.rootLevel() == PAE_LEVEL && !invisible.isDummy() && !pdptesAreVisible(context)) {
      return;
    }
    boolean ofItsOwn = context.rootLevel() > PAE_LEVEL;
    context.roots().setCurrent(ofItsOwn ? page(context, gfn) : special(context), pgd);
  }

  /** The guest page table that the context shadows: get_guest_pgd. */
  private long guestPgd(MmuContext context) {
    return context.id() == MmuId.GUEST ? nested.root() : state.registers().cr3();
  }

  private boolean pdptesAreVisible(MmuContext context) {
    for (int i = 0; i < PDPTES; i++) {
      long pdpte = context.id() == MmuId.GUEST ? nestedPdpte(i) : state.pdptr(i);
      boolean present = (pdpte & PRESENT) != 0;
      if (present && !memory.slots().isVisible(invisible.frame(pdpte))) {
        return false;
      }
    }
    return true;
  }

  /** nested_svm_get_tdp_pdptr(), svm/nested.c: 0 where nothing can be read. */
  private long nestedPdpte(int index) {
    long address = (nested.root() & ~0x1fL) + index * 8L;
    return memory.contains(address) ? memory.readQword(address) : 0;
  }

  private RootPage page(MmuContext context, long gfn) {
    long role = role(context);
    boolean stillborn = layout.isSet(role, RoleField.INVALID);
    return stillborn ? pages.another(gfn, role, Identity.CERTAIN) : pages.shadow(gfn, role);
  }

  /** kvm_tdp_mmu_get_vcpu_root_hpa(), tdp_mmu.c. */
  private RootPage tdpMmuPage(MmuContext context) {
    long role = role(context);
    if (tdpMmuRoot.isKept()) {
      return pages.shadow(0, role);
    }
    MmuRoots roots = context.roots();
    for (int i = 1; i < MmuRoots.COUNT; i++) {
      if (roots.page(i).kind() == RootKind.PAGE && roots.page(i).role() == role) {
        return roots.page(i);
      }
    }
    return pages.another(0, role, Identity.ASSUMED);
  }

  private long role(MmuContext context) {
    return rootRole.of(layout, context.mmuRole(), context.shadowRootLevel(), context.directMap());
  }

  private RootPage special(MmuContext context) {
    return pages.special(context.id(), Math.max(context.shadowRootLevel(), PAE_LEVEL));
  }
}
