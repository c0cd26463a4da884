// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.revision.MmuSpec;

/**
 * What vCPUs of which nothing is known are made of.
 *
 * @param spec the rules of the revision
 * @param machine the host
 * @param cpuid a guest's CPUID that assumes every feature
 * @param memory no memory
 */
record Host(MmuSpec spec, Machine machine, GuestCpuid cpuid, GuestMemory memory) {
  static Host of(MmuSpec spec, Machine machine) {
    return new Host(
        spec,
        machine,
        GuestCpuid.assumed(machine.vendor(), machine.maxphyaddr()),
        new GuestMemory());
  }
}
