// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.EptParams;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An SMI first makes KVM leave L2, and RSM enters it again: enter_smm(), em_rsm() (v5.10 and v5.18
 * x86.c), svm_enter_smm(), svm_leave_smm() (v5.18 svm/svm.c), vmx_enter_smm(), vmx_leave_smm()
 * (v5.18 vmx/vmx.c).
 */
class SmiInGuestModeTest {
  private static final Registers L1 = Guest.LONG;
  private static final Registers L2 = new Registers(0x80000031L, 0x8000, 0x30, 0x1000);

  static List<MmuRevision> revisions() {
    return MmuHistory.revisions();
  }

  private static VcpuMmu inL2(MmuRevision revision, Machine host) {
    VcpuMmu vcpu = Guest.vcpu(revision.id(), host, L1.withEfer(0x1d00));
    switch (host.vendor()) {
      case AMD -> vcpu.enterNestedNpt(L2, 0x6000);
      case INTEL -> vcpu.enterNestedEpt(L2, 0x601e, new EptParams(4, 1, 0));
    }
    assertTrue(vcpu.state().guestMode());
    vcpu.begin(VcpuMmu.Acceptance.UNRECORDED);
    return vcpu;
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void smiMovesTheVcpuToL1sMmu(MmuRevision revision) {
    for (Machine host : List.of(Guest.NPT, Guest.EPT)) {
      VcpuMmu vcpu = inL2(revision, host);
      vcpu.enterSmm();
      assertFalse(vcpu.state().guestMode());
      assertTrue(vcpu.state().smm());
      assertEquals(MmuId.ROOT, vcpu.mmu());
      assertEquals(MmuId.ROOT, vcpu.walkMmu());
      assertTrue(vcpu.context(MmuId.ROOT).configurations() > 0);
      assertEquals(0, vcpu.context(MmuId.GUEST).configurations());
      assertEquals(0, vcpu.context(MmuId.NESTED).configurations());
    }
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void smmStartsFromL1sRegistersAndSavesL2s(MmuRevision revision) {
    VcpuMmu vcpu = inL2(revision, Guest.NPT);
    vcpu.enterSmm();
    assertEquals(new Registers(0x10010, 0x1000, 0, 0), vcpu.state().registers());
    assertEquals(L2, vcpu.savedBySmm());
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void rsmReturnsToL2(MmuRevision revision) {
    for (Machine host : List.of(Guest.NPT, Guest.EPT)) {
      VcpuMmu vcpu = inL2(revision, host);
      long guest = vcpu.context(MmuId.GUEST).mmuRole();
      long nested = vcpu.context(MmuId.NESTED).cpuRole();
      vcpu.enterSmm();
      vcpu.begin(VcpuMmu.Acceptance.UNRECORDED);
      vcpu.leaveSmm(vcpu.savedBySmm());
      assertTrue(vcpu.state().guestMode());
      assertFalse(vcpu.state().smm());
      assertEquals(MmuId.GUEST, vcpu.mmu());
      assertEquals(MmuId.NESTED, vcpu.walkMmu());
      assertEquals(L2, vcpu.state().registers());
      assertEquals(nested, vcpu.context(MmuId.NESTED).cpuRole());
      if (host.vendor() == Vendor.AMD || !revision.id().equals("v5.10")) {
        assertEquals(guest, vcpu.context(MmuId.GUEST).mmuRole());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("revisions")
  void exitAfterRsmFindsL1AsItWas(MmuRevision revision) {
    VcpuMmu vcpu = inL2(revision, Guest.NPT);
    vcpu.enterSmm();
    vcpu.leaveSmm(vcpu.savedBySmm());
    assertEquals(L1.withEfer(0x1d00), vcpu.savedByNested());
    vcpu.leaveNested(vcpu.savedByNested());
    assertEquals(L1.withEfer(0x1d00), vcpu.state().registers());
    assertEquals(MmuId.ROOT, vcpu.mmu());
  }

  @Test
  void secondSmiOutsideOfGuestModeReturnsToL1() {
    VcpuMmu vcpu = inL2(Guest.revision("v5.18"), Guest.NPT);
    vcpu.enterSmm();
    vcpu.leaveSmm(vcpu.savedBySmm());
    vcpu.leaveNested(vcpu.savedByNested());
    vcpu.enterSmm();
    vcpu.leaveSmm(vcpu.savedBySmm());
    assertFalse(vcpu.state().guestMode());
    assertEquals(L1.withEfer(0x1d00), vcpu.state().registers());
  }

  @Test
  void rsmLeavesRootMmuConfiguredForRealModeOutsideOfSmm() {
    VcpuMmu vcpu = inL2(Guest.revision("series/07"), Guest.NPT);
    vcpu.enterSmm();
    assertEquals(0x1_0100_0780L, vcpu.context(MmuId.ROOT).cpuRole());
    vcpu.leaveSmm(vcpu.savedBySmm());
    assertEquals(0x1_0000_0780L, vcpu.context(MmuId.ROOT).cpuRole());
  }

  /** In v5.10 the extended part of the EPT role comes from the registers at the entry. */
  @Test
  void rsmOnV5_10GivesTheEptRoleRealModeRegisters() {
    VcpuMmu vcpu = inL2(Guest.revision("v5.10"), Guest.EPT);
    assertEquals(0x500f_0003_a714L, vcpu.context(MmuId.GUEST).mmuRole());
    vcpu.enterSmm();
    vcpu.leaveSmm(vcpu.savedBySmm());
    assertEquals(0x5003_0003_a714L, vcpu.context(MmuId.GUEST).mmuRole());
  }

  @Test
  void givenRegistersOfAnSmiInL2AreThoseInSmm() {
    VcpuMmu vcpu = inL2(Guest.revision("v6.1"), Guest.NPT);
    Registers given = new Registers(0x10010, 0x9000, 0, 0);
    vcpu.enterSmm(given);
    assertEquals(given, vcpu.state().registers());
    assertEquals(L2, vcpu.savedBySmm());
    assertEquals(MmuId.ROOT, vcpu.mmu());
  }

  @Test
  void registersInSmmAreForeseenFromL1() {
    VcpuMmu vcpu = inL2(Guest.revision("v6.1"), Guest.NPT);
    Registers foreseen = vcpu.registersInSmm();
    vcpu.enterSmm();
    assertEquals(foreseen, vcpu.state().registers());
  }

  @Test
  void registersChangedInSmramAreL2s() {
    VcpuMmu vcpu = inL2(Guest.revision("v6.1"), Guest.NPT);
    vcpu.enterSmm();
    vcpu.leaveSmm(L2.withCr3(0x9000));
    assertEquals(L2.withCr3(0x9000), vcpu.state().registers());
  }

  @Test
  void smiInL2WithoutNestedPagingReturnsToRootMmuInGuestMode() {
    VcpuMmu vcpu = Guest.vcpu("series/07", Guest.NPT, L1);
    Registers l2 = new Registers(0x80010011L, 0x8000, 0, 0);
    vcpu.enterNested(l2);
    long role = vcpu.context(MmuId.ROOT).cpuRole();
    vcpu.enterSmm();
    assertFalse(vcpu.state().guestMode());
    vcpu.leaveSmm(vcpu.savedBySmm());
    assertTrue(vcpu.state().guestMode());
    assertEquals(MmuId.ROOT, vcpu.mmu());
    assertEquals(role, vcpu.context(MmuId.ROOT).cpuRole());
  }

  @Test
  void rsmTurnsLongModeOnWithPaging() {
    VcpuMmu vcpu = Guest.vcpu("v5.18", Guest.NPT, L1);
    vcpu.enterSmm();
    vcpu.leaveSmm(new Registers(0x80010011L, 0x1000, 0x20, 0x900));
    assertEquals(0xd00, vcpu.state().registers().efer());
    vcpu.enterSmm();
    vcpu.write(Register.CR3, 0x3000);
    vcpu.leaveSmm(new Registers(0x11, 0x1000, 0x20, 0xd00));
    assertEquals(0x900, vcpu.state().registers().efer());
  }
}
