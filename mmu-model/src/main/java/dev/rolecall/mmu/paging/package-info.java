// SPDX-License-Identifier: Apache-2.0

/**
 * Guest page tables: the formats of their entries, reserved bits, rights, and the walks of one and
 * two stages. {@link dev.rolecall.mmu.paging.PageWalker} walks them, {@link
 * dev.rolecall.mmu.paging.GuestPaging} is what a context brings to a walk, and the enums that
 * implement {@link dev.rolecall.mmu.rule.RuleVariant} are what kernels do differently.
 */
package dev.rolecall.mmu.paging;
