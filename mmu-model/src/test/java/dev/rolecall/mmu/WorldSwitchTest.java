// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.EptParams;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorldSwitchTest {
  static List<MmuRevision> revisions() {
    return MmuHistory.revisions();
  }

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

  /** svm_set_efer(), svm_leave_nested(), v5.18 svm. */
  @ParameterizedTest
  @MethodSource("revisions")
  void clearingSvmeInL2LeavesGuestMode(MmuRevision revision) {
    VcpuMmu vcpu = Guest.vcpu(revision.id(), Guest.NPT, Guest.LONG.withEfer(0x1d00));
    vcpu.enterNestedNpt(Guest.LONG.withEfer(0x1d00), 0x6000);
    vcpu.write(Register.EFER, 0xd00);
    assertFalse(vcpu.state().guestMode());
    assertEquals(MmuId.ROOT, vcpu.mmu());
    assertEquals(MmuId.ROOT, vcpu.walkMmu());
  }

  @Test
  void clearingSvmeThroughSregsLeavesGuestMode() {
    VcpuMmu vcpu = Guest.vcpu("v6.1", Guest.NPT, Guest.LONG.withEfer(0x1d00));
    vcpu.enterNestedNpt(Guest.LONG.withEfer(0x1d00), 0x6000);
    vcpu.setSregs(Guest.LONG);
    assertFalse(vcpu.state().guestMode());
    assertEquals(MmuId.ROOT, vcpu.mmu());
    assertEquals(0x0, vcpu.context(MmuId.ROOT).cpuRole() >>> 17 & 1, "guest_mode");
  }

  @Test
  void keepingSvmeKeepsGuestMode() {
    VcpuMmu vcpu = Guest.vcpu("v6.1", Guest.NPT, Guest.LONG.withEfer(0x1d00));
    vcpu.enterNestedNpt(Guest.LONG.withEfer(0x1d00), 0x6000);
    vcpu.write(Register.EFER, 0x1500);
    assertEquals(MmuId.GUEST, vcpu.mmu());
    assertEquals(true, vcpu.state().guestMode());
  }

  /** nested_svm_load_cr3(), nested_vmx_load_cr3(), v5.18: an illegal CR3 fails before the MMU. */
  @ParameterizedTest
  @MethodSource("revisions")
  void illegalCr3OfL2LeavesTheMmuAsItIs(MmuRevision revision) {
    VcpuMmu vcpu = Guest.vcpu(revision.id(), Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(Guest.LONG.withCr3(1L << 40), 0x6000);
    assertEquals(0, vcpu.context(MmuId.NESTED).configurations());
    assertEquals(0x1000, vcpu.state().registers().cr3());
  }
}
