// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.shadow;

/**
 * What identifies a shadow page among those of its VM: a look-up finds the page whose frame and
 * whole role are equal (kvm_mmu_get_page, v5.10 mmu.c; kvm_mmu_find_shadow_page, v6.1 mmu.c).
 *
 * @param gfn the guest frame whose table is shadowed, or the first that a direct page maps
 * @param role the 32-bit role, in the layout of the VM's kernel
 */
public record ShadowPage(long gfn, int role) {}
