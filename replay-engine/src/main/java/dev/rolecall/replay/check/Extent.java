// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

/** How much of a vCPU's state is known where something is checked. */
enum Extent {
  /** All that the MMU depends on. */
  WHOLE,
  /** The bits that roles are computed from, but neither CR3 nor the guest's CPUID. */
  ROLE_BITS
}
