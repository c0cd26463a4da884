// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Machine.EptAd;
import dev.rolecall.mmu.cpu.Machine.Tdp;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;

/** vCPUs and hosts that tests start from. */
final class Guest {
  static final Machine NPT = new Machine(Vendor.AMD, Tdp.ON, 4, EptAd.PRESENT, 48);
  static final Machine NPT_5 = new Machine(Vendor.AMD, Tdp.ON, 5, EptAd.PRESENT, 52);
  static final Machine EPT = new Machine(Vendor.INTEL, Tdp.ON, 4, EptAd.PRESENT, 46);
  static final Machine EPT_5 = new Machine(Vendor.INTEL, Tdp.ON, 5, EptAd.PRESENT, 52);
  static final Machine EPT_WITHOUT_AD = new Machine(Vendor.INTEL, Tdp.ON, 4, EptAd.ABSENT, 39);
  static final Machine AMD_SHADOW = new Machine(Vendor.AMD, Tdp.OFF, 4, EptAd.PRESENT, 48);
  static final Machine INTEL_SHADOW = new Machine(Vendor.INTEL, Tdp.OFF, 4, EptAd.PRESENT, 46);

  static final Registers REAL = new Registers(0x60000010, 0, 0, 0);
  static final Registers PAGED_32 = new Registers(0x80010011L, 0x1000, 0, 0);
  static final Registers PAE = new Registers(0x80010011L, 0x1000, 0x20, 0);
  static final Registers LONG = new Registers(0x80010011L, 0x1000, 0x20, 0xd00);

  private Guest() {}

  static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow();
  }

  static VcpuMmu vcpu(String revision, Machine host, Registers registers) {
    return vcpu(revision, host, registers, new GuestMemory());
  }

  static VcpuMmu vcpu(String revision, Machine host, Registers registers, GuestMemory memory) {
    GuestCpuid cpuid = GuestCpuid.assumed(host.vendor(), 40);
    return new VcpuMmu(revision(revision).spec(), host, new VcpuState(registers, cpuid), memory);
  }
}
