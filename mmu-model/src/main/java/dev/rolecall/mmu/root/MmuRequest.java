// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

/** What KVM may ask of itself before the vCPU enters the guest: KVM_REQ_*, kvm_host.h. */
public enum MmuRequest {
  /** KVM_REQ_LOAD_MMU_PGD: give the CPU the current root, or the PDPTEs. */
  LOAD_PGD,
  /** KVM_REQ_MMU_SYNC: bring the unsync pages below the current root up to date. */
  SYNC,
  /** KVM_REQ_TLB_FLUSH_CURRENT: flush what the TLB holds for the current root. */
  FLUSH_CURRENT,
  /** KVM_REQ_TLB_FLUSH_GUEST: flush as the guest would, all of its PCIDs, and sync. */
  FLUSH_GUEST,
  /** KVM_REQ_MMU_RELOAD (v5.10), KVM_REQ_MMU_FREE_OBSOLETE_ROOTS (v5.18): drop dead roots. */
  RELOAD,
  /** KVM_REQ_TLB_FLUSH: flush all. */
  FLUSH_ALL
}
