// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.shadow;

/** Whether something is so, as far as is known. */
public enum Knowledge {
  NO,
  YES,
  UNKNOWN
}
