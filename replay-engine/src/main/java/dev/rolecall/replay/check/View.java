// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.VcpuMmu.Acceptance;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.role.PageContext;
import dev.rolecall.replay.knowledge.World;
import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.trace.MmuId;

/** A context of a vCPU, and whose registers it is set up from. */
enum View {
  /** root_mmu while L1 runs. */
  L1(MmuId.ROOT_MMU) {
    @Override
    void enter(VcpuMmu mmu, Registers registers) {}
  },
  /** root_mmu while L2 runs without nested paging: of L2's registers. */
  SHADOWED_L2(MmuId.ROOT_MMU) {
    @Override
    void enter(VcpuMmu mmu, Registers registers) {
      mmu.enterNested(registers);
    }
  },
  /** guest_mmu with nested page tables: of L1's registers, kvm_init_shadow_npt_mmu(). */
  NPT(MmuId.GUEST_MMU) {
    @Override
    void enter(VcpuMmu mmu, Registers registers) {
      mmu.enterNestedNpt(registers, 0);
    }
  },
  /** nested_mmu while guest_mmu shadows nested page tables: of L2's registers. */
  NESTED_L2(MmuId.NESTED_MMU) {
    @Override
    void enter(VcpuMmu mmu, Registers registers) {
      mmu.enterNestedNpt(registers, 0);
    }
  };

  private static final Registers LONG_MODE =
      World.registers(
          WorldBit.CR0_PG.mask()
              | WorldBit.CR0_WP.mask()
              | WorldBit.CR4_PAE.mask()
              | WorldBit.EFER_LME.mask()
              | WorldBit.EFER_NX.mask());

  private final MmuId walked;

  View(MmuId walked) {
    this.walked = walked;
  }

  /** The context that walks. */
  MmuId walked() {
    return walked;
  }

  /** A vCPU that has such a context, set up from the registers of a world. */
  VcpuMmu model(Host host, int world) {
    Registers registers = World.registers(world);
    Registers own = this == L1 || this == NPT ? registers : Registers.RESET;
    VcpuState state = new VcpuState(own, host.cpuid());
    state.setSmm(World.isSmm(world));
    return model(host, state, registers);
  }

  private VcpuMmu model(Host host, VcpuState l1, Registers l2) {
    VcpuMmu mmu = new VcpuMmu(host.spec(), host.machine(), l1, host.memory());
    mmu.begin(Acceptance.ACCEPTED);
    enter(mmu, l2);
    return mmu;
  }

  /**
   * Whether L2's registers decide about the role of guest_mmu, as in v5.10, where
   * kvm_calc_shadow_npt_root_page_role() takes those that the vCPU has.
   */
  static boolean isNptOfL2(Host host) {
    return !pagesOfNpt(host, Registers.RESET).equals(pagesOfNpt(host, LONG_MODE));
  }

  private static PageContext pagesOfNpt(Host host, Registers l2) {
    VcpuMmu mmu = NPT.model(host, new VcpuState(Registers.RESET, host.cpuid()), l2);
    return mmu.context(mmu.mmu()).pageContext();
  }

  /** Brings a vCPU of L1 to where the context is in use. */
  abstract void enter(VcpuMmu mmu, Registers registers);
}
