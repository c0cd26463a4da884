// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.role.EptParams;
import org.junit.jupiter.api.Test;

class WorldSwitchTest {
  /** prepare_vmcs02(), v5.18 vmx/nested.c: nested_vmx_calc_efer() after vmx_set_cr0(). */
  @Test
  void vmxEntryTakesL2sEferAsItIs() {
    VcpuMmu vcpu = Guest.vcpu("v5.18", Guest.EPT, Guest.REAL);
    Registers l2 = Guest.LONG.withEfer(0x900);
    vcpu.enterNestedEpt(l2, 0x601e, new EptParams(4, 0, 0));
    assertEquals(0x900, vcpu.state().registers().efer());
  }

  /** enter_svm_guest_mode(), v5.18 svm/nested.c: svm_set_efer(), then svm_set_cr0(). */
  @Test
  void svmEntryDerivesLmaWhenPagingComesOn() {
    VcpuMmu vcpu = Guest.vcpu("v5.18", Guest.NPT, Guest.REAL);
    vcpu.enterNestedNpt(Guest.LONG.withEfer(0x900), 0x6000);
    assertEquals(0xd00, vcpu.state().registers().efer());
  }
}
