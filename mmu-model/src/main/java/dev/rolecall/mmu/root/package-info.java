// SPDX-License-Identifier: Apache-2.0

/**
 * Root page tables: the one that an MMU context uses, the three before it, how another becomes the
 * current one, and what KVM asks of itself on the way.
 */
package dev.rolecall.mmu.root;
