// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.role;

/**
 * Everything that a role may be computed from.
 *
 * @param layout the layout of the words
 * @param regs the registers that count for the context
 * @param smm 1 in system management mode
 * @param guestMode 1 while the vCPU runs L2
 * @param maxphyaddr the guest's physical address width in bits
 * @param tdpLevel levels of the host's TDP for this vCPU
 * @param adDisabled 1 if the host's SPTEs have no accessed and dirty bits
 */
public record RoleInputs(
    RoleLayout layout,
    RoleRegs regs,
    int smm,
    int guestMode,
    int maxphyaddr,
    int tdpLevel,
    int adDisabled) {

  /** The same with other registers. */
  public RoleInputs with(RoleRegs other) {
    return new RoleInputs(layout, other, smm, guestMode, maxphyaddr, tdpLevel, adDisabled);
  }
}
