// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

/**
 * What KVM asks for when it needs a shadow page: the parameters of kvm_mmu_get_page, v5.10 mmu.c.
 *
 * @param level the page's level, 1 for the one that maps 4 KiB pages
 * @param direct 1 if the page shadows no guest table
 * @param access the rights that the entries above leave, as ACC_ bits
 * @param address an address that the page translates
 */
public record PageRequest(int level, int direct, long access, long address) {}
