// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.paging;

import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.mmu.role.RoleRegs;

/**
 * What a context was configured from, as far as its walks of guest page tables depend on it. KVM
 * derives masks from it at once; they stay until the context is configured again, whatever changes.
 *
 * @param format the format of the guest's tables
 * @param regs the registers that counted
 * @param words the roles that came out
 * @param rootLevel levels of the guest's tables, 0 without paging
 * @param guest the guest's CPUID
 * @param host the host
 */
public record WalkSetup(
    PteFormat format, RoleRegs regs, Words words, int rootLevel, GuestCpuid guest, Machine host) {

  /**
   * Role words.
   *
   * @param layout their layout
   * @param cpuRole the cpu_role; 0 where the revision has none
   * @param mmuRole the mmu_role or root_role
   */
  public record Words(RoleLayout layout, long cpuRole, long mmuRole) {}

  /** The same setup with other words. */
  public WalkSetup with(Words other) {
    return new WalkSetup(format, regs, other, rootLevel, guest, host);
  }
}
