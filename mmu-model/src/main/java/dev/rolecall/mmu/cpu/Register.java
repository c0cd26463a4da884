// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

/** The registers that a guest writes one at a time. */
public enum Register {
  CR0,
  CR3,
  CR4,
  EFER,
  PKRU
}
