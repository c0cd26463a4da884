// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.EntryMemory;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.paging.AccessBits;
import dev.rolecall.mmu.paging.ExitQualification;
import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.GuestPaging;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.PageWalker;
import dev.rolecall.mmu.paging.PagingBits;
import dev.rolecall.mmu.paging.PassthroughWp;
import dev.rolecall.mmu.paging.ReservedBits;
import dev.rolecall.mmu.paging.ReservedRule;
import dev.rolecall.mmu.paging.SecondStage;
import dev.rolecall.mmu.paging.SmapOverride;
import dev.rolecall.mmu.paging.SpteReserved;
import dev.rolecall.mmu.paging.WalkRules;
import dev.rolecall.mmu.paging.WalkedTables;
import dev.rolecall.mmu.revision.MmuSpec;
import java.util.Optional;

/** Translates the addresses of one vCPU through the tables that its registers point to. */
final class Translation {
  private static final int PDPTE_BYTES = 8;

  private final WalkRules rules;
  private final MmuContexts contexts;
  private final GuestMemory memory;
  private final PageWalker walker;
  private final GuestWalk walk = new GuestWalk();
  private final WalkedTables rootTables;
  private final WalkedTables guestTables;
  private final WalkedTables nestedTables;

  /** What the tables of a vCPU hang on. */
  record Parts(
      Machine machine,
      VcpuState state,
      MmuContexts contexts,
      WorldSwitch world,
      GuestMemory memory) {}

  Translation(MmuSpec spec, Parts parts) {
    this.rules = rules(spec);
    this.contexts = parts.contexts();
    this.memory = parts.memory();
    this.walker = new PageWalker(rules, parts.machine().vendor(), parts.memory());
    this.rootTables = new RegisterTables(contexts.get(MmuId.ROOT), parts);
    this.nestedTables = new RegisterTables(contexts.get(MmuId.NESTED), parts);
    this.guestTables = new NestedTables(contexts.get(MmuId.GUEST), parts);
  }

  /** The rules of a spec. */
  static WalkRules rules(MmuSpec spec) {
    return new WalkRules(
        spec.rule(PagingBits.class),
        spec.rule(ReservedRule.class),
        spec.rule(SpteReserved.class),
        spec.rule(AccessBits.class),
        spec.rule(SmapOverride.class),
        spec.rule(SecondStage.class),
        spec.rule(ExitQualification.class),
        spec.rule(PassthroughWp.class));
  }

  Optional<ReservedBits> spteReserved(MmuId id) {
    return contexts.get(id).setup().map(rules::spteReserved);
  }

  GuestWalk lastWalk() {
    return walk;
  }

  /** A walker by the same rules over other entries. */
  PageWalker walker(Vendor host, EntryMemory entries) {
    return new PageWalker(rules, host, entries);
  }

  /** Where the tables of a context start. */
  long pgd(MmuId id) {
    return tables(id).pgd();
  }

  private WalkedTables tables(MmuId id) {
    return switch (id) {
      case ROOT -> rootTables;
      case GUEST -> guestTables;
      case NESTED -> nestedTables;
    };
  }

  Optional<GuestPaging> paging(MmuId id) {
    return contexts.get(id).paging(rules);
  }

  /** Translates again as if the last translation had not been. */
  GuestWalk translateInstead(MmuId id, long address, GuestAccess access) {
    for (int i = 0; i < walk.storeCount(); i++) {
      memory.store(walk.storeAddress(i), walk.storeValueBefore(i));
    }
    return translate(id, address, access);
  }

  GuestWalk translate(MmuId id, long address, GuestAccess access) {
    if (id != MmuId.ROOT && contexts.walkMmu() != MmuId.NESTED) {
      walk.noTables();
      return walk;
    }
    switch (id) {
      case ROOT -> walker.walk(rootTables, address, access, walk);
      case GUEST -> walker.walk(guestTables, address, access, walk);
      case NESTED -> walker.walk(nestedTables, guestTables, address, access, walk);
    }
    return walk;
  }

  /** The tables of a context. */
  private abstract class ContextTables implements WalkedTables {
    final MmuContext context;

    ContextTables(MmuContext context) {
      this.context = context;
    }

    @Override
    public GuestPaging paging() {
      return context.paging(rules).orElse(GuestPaging.NONE);
    }

    @Override
    public int rootLevel() {
      return context.rootLevel();
    }
  }

  /** Tables that the vCPU's CR3 and PDPTRs point to. */
  private final class RegisterTables extends ContextTables {
    private final VcpuState state;
    private final boolean refreshesWp;

    RegisterTables(MmuContext context, Parts parts) {
      super(context);
      this.state = parts.state();
      this.refreshesWp = parts.machine().hasTdp() && rules.wp().refreshes();
    }

    @Override
    public long pgd() {
      return state.registers().cr3();
    }

    @Override
    public long pdptr(int index) {
      return state.pdptr(index);
    }

    @Override
    public void beforePermissions() {
      if (refreshesWp) {
        context.refreshWp((state.registers().cr0() & Cr0.WP) != 0);
      }
    }
  }

  /** L1's nested tables, whose PDPTEs KVM reads from memory: nested_svm_get_tdp_pdptr(). */
  private final class NestedTables extends ContextTables {
    private final WorldSwitch world;

    NestedTables(MmuContext context, Parts parts) {
      super(context);
      this.world = parts.world();
    }

    @Override
    public long pgd() {
      return world.root();
    }

    @Override
    public long pdptr(int index) {
      long at = (world.root() & ~0x1fL) + (long) index * PDPTE_BYTES;
      return memory.load(at) ? memory.word() : 0;
    }
  }
}
