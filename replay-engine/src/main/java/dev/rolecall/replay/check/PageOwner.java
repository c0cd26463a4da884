// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;

/**
 * The vCPU in whose name a shadow page is looked up.
 *
 * @param model its MMU
 * @param activity what it did before
 */
record PageOwner(VcpuMmu model, MmuActivity activity) {}
