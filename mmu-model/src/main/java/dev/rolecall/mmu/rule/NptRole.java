// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.rule;

import static dev.rolecall.mmu.role.RoleField.*;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.role.RoleInputs;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;

/** The roles of guest_mmu while it shadows L1's nested page tables (NPT). */
public enum NptRole implements RuleVariant {
  /** kvm_init_shadow_npt_mmu(), kvm_calc_shadow_npt_root_page_role(), v5.10 mmu.c. */
  V5_10("v5.10", "from the current registers, which are L2's, though L1's govern the format") {
    @Override
    public RoleRegs regs(RoleRegs l1, RoleRegs current) {
      return current;
    }

    @Override
    public long mmuRole(RoleInputs in, long cpuRole) {
      return CommonRole.ungatedShadow(in) | in.layout().of(LEVEL, in.tdpLevel());
    }

    @Override
    public int rootLevel(RoleRegs l1, RoleRegs current) {
      if (l1.lma()) {
        return current.lma() && current.la57() ? 5 : 4;
      }
      return l1.pae() ? 3 : 2;
    }
  },

  /** kvm_init_shadow_npt_mmu(), v5.18 mmu.c. */
  V5_18("v5.18", "from CR0.PG alone, L1's CR4 without PKE, and L1's EFER") {
    @Override
    public long mmuRole(RoleInputs in, long cpuRole) {
      return CommonRole.gatedShadow(in) | in.layout().of(LEVEL, in.tdpLevel());
    }
  },

  /** kvm_init_shadow_npt_mmu(), v5.19 mmu.c (84e5ffd045f3). */
  V5_19("v5.19", "the cpu_role with the host's TDP levels; passthrough where that adds a fifth") {
    @Override
    public long mmuRole(RoleInputs in, long cpuRole) {
      RoleLayout role = in.layout();
      boolean passthrough = in.tdpLevel() == 5 && role.get(cpuRole, LEVEL) == 4;
      return role.with(cpuRole, LEVEL, in.tdpLevel()) | role.of(PASSTHROUGH, passthrough);
    }
  },

  /** kvm_init_shadow_npt_mmu(), v7.2 mmu.c, with GMET off. */
  V7_2(
      "v7.2", "from CR0.PG and CR0.WP, L1's CR4 without PKE and SMAP, and L1's EFER; no cr4_smep") {
    @Override
    public RoleRegs regs(RoleRegs l1, RoleRegs current) {
      return new RoleRegs(Cr0.PG | Cr0.WP, l1.cr4() & ~(Cr4.PKE | Cr4.SMAP), l1.efer());
    }

    @Override
    public long cpuRole(RoleLayout role, long computed) {
      return role.with(computed, CR4_SMEP, 0);
    }

    @Override
    public long mmuRole(RoleInputs in, long cpuRole) {
      return V5_19.mmuRole(in, cpuRole);
    }
  };

  private final Label label;

  NptRole(String variant, String summary) {
    this.label = new Label(variant, summary);
  }

  /** The registers that the roles are computed from, of L1's and the vCPU's current ones. */
  public RoleRegs regs(RoleRegs l1, RoleRegs current) {
    return new RoleRegs(Cr0.PG, l1.cr4() & ~Cr4.PKE, l1.efer());
  }

  /** The context's cpu_role, given what {@link CpuRole} made of {@link #regs}. */
  public long cpuRole(RoleLayout role, long computed) {
    return computed;
  }

  /** The mmu_role (root_role) word; {@code in} carries {@link #regs}. */
  public abstract long mmuRole(RoleInputs in, long cpuRole);

  /** Levels of L1's nested page table as the context stores them. */
  public int rootLevel(RoleRegs l1, RoleRegs current) {
    return regs(l1, current).rootLevel();
  }

  @Override
  public Label label() {
    return label;
  }
}
