// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.MmuId;

/** What a probe recorded of a vCPU. Mutable: each layout refills its own. */
final class VcpuRecord {
  static final long NOT_RECORDED = -1;

  /** The address of a root that is none: INVALID_PAGE. */
  static final long NO_ROOT = -1;

  /** How many roots an MMU has: the current one and three previous ones. */
  static final int ROOTS = 4;

  long position;
  long vcpu;
  long cr0;
  long cr3;
  long cr4;
  long efer;
  boolean smm;
  boolean guestMode;
  MmuId mmu = MmuId.ROOT_MMU;
  MmuId walkMmu = MmuId.ROOT_MMU;

  /** The guest's MAXPHYADDR, or {@link #NOT_RECORDED}. */
  long maxPhyAddr = NOT_RECORDED;

  /** cpu_role of each MMU, or where {@link #splitRoles} is not set the whole mmu_role. */
  final long[] cpuRole = new long[3];

  /** root_role of each MMU, if {@link #splitRoles}. */
  final long[] rootRole = new long[3];

  /** root_level and shadow_root_level of each MMU, unless {@link #splitRoles}. */
  final long[] rootLevel = new long[3];

  final long[] shadowRootLevel = new long[3];

  /** The addresses of the roots of root_mmu and guest_mmu. */
  final long[][] rootAddress = new long[2][ROOTS];

  /** The PGDs of the roots. */
  final long[][] rootPgd = new long[2][ROOTS];

  /** Whether the previous roots are recorded too. */
  boolean hasPreviousRoots;

  /** Whether cpu_role and root_role are two words. */
  boolean splitRoles;

  /** The argument of the probed function: {@code val} or {@code newpgd}. */
  long value;

  /** {@code old} of post_cr0 and post_cr4. */
  long oldValue;

  /** {@code a_cr0 a_cr4 a_efer a_ncr3}, or {@code a_eptp a_execonly a_ad}, as recorded. */
  final long[] nestedArgs = new long[4];

  /** Whether no role was ever computed: the vCPU is being created. */
  boolean isBlank() {
    return cpuRole[0] == 0 && rootRole[0] == 0;
  }

  /** Whether one MMU both translates and walks: L1 runs, or L2 without nested paging. */
  boolean isOneStage() {
    return mmu == walkMmu;
  }

  /** The address of the current root of the MMU in use. */
  long currentRoot() {
    return rootAddress[mmu == MmuId.GUEST_MMU ? 1 : 0][0];
  }

  /** Whether neither MMU has a root. */
  boolean isWithoutRoots() {
    for (long[] addresses : rootAddress) {
      for (long address : addresses) {
        if (address != NO_ROOT) {
          return false;
        }
      }
    }
    return hasPreviousRoots;
  }

  /** Makes this record what another is, but for the roots. */
  void copyFrom(VcpuRecord other) {
    position = other.position;
    vcpu = other.vcpu;
    cr0 = other.cr0;
    cr3 = other.cr3;
    cr4 = other.cr4;
    efer = other.efer;
    smm = other.smm;
    guestMode = other.guestMode;
    mmu = other.mmu;
    walkMmu = other.walkMmu;
    maxPhyAddr = other.maxPhyAddr;
    splitRoles = other.splitRoles;
    for (int i = 0; i < cpuRole.length; i++) {
      cpuRole[i] = other.cpuRole[i];
      rootRole[i] = other.rootRole[i];
      rootLevel[i] = other.rootLevel[i];
      shadowRootLevel[i] = other.shadowRootLevel[i];
    }
  }
}
