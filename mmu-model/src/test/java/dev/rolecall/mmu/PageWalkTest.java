// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.GuestMemory.Protection;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.paging.Denial;
import dev.rolecall.mmu.paging.GuestAccess;
import dev.rolecall.mmu.paging.GuestWalk;
import dev.rolecall.mmu.paging.GuestWalk.End;
import dev.rolecall.mmu.paging.Pferr;
import dev.rolecall.mmu.role.EptParams;
import org.junit.jupiter.api.Test;

/** Walks of small tables, each worked out by hand from the manuals and paging_tmpl.h. */
class PageWalkTest {
  private static final long SMAP = 0x20_0000;
  private static final long SMEP = 0x10_0000;
  private static final long PKE = 0x40_0000;
  private static final long PSE = 0x10;
  private static final long LA57 = 0x1000;

  private final GuestMemory memory = new GuestMemory();

  @Test
  void withoutPagingAnAddressIsItsOwnTranslation() {
    GuestWalk walk = vcpu("v6.1", Guest.NPT, Guest.REAL).translate(MmuId.ROOT, 0x1234, read());
    assertEquals(End.TRANSLATED, walk.end());
    assertEquals(0x1234, walk.gpa());
    assertTrue(walk.isUnpaged());
  }

  @Test
  void bit7IsIgnoredIn32BitPagingWithoutPse() {
    memory.writeQword(0x1000, 0x20a7);
    memory.writeQword(0x2000, 0x5067);
    GuestWalk walk = translate(Guest.PAGED_32, 0x0, read());
    assertEquals(1, walk.level());
    assertEquals(0x5000, walk.gpa());
  }

  @Test
  void pse36PutsFourMoreBitsIntoTheAddressOfA4MibPage() {
    memory.writeQword(0x1000, 0x0040_0000L | (0xaL << 13) | 0xe7);
    GuestWalk walk = translate(Guest.PAGED_32.withCr4(PSE), 0x12345, read());
    assertEquals(2, walk.level());
    assertEquals(0xa_0041_2345L, walk.gpa());
  }

  @Test
  void aPdpteThatIsNotPresentEndsAPaeWalkAtLevel3WithoutReadingATable() {
    GuestWalk walk = translate(Guest.PAE, 0x4000_0000L, read());
    assertEquals(End.NOT_PRESENT, walk.end());
    assertEquals(3, walk.level());
    assertEquals(0, walk.steps());
    assertEquals(0, walk.errorCode());
  }

  @Test
  void fiveLevelsAreWalkedWithLa57() {
    memory.writeQword(0x1000, 0x2027);
    memory.writeQword(0x2000, 0x3027);
    memory.writeQword(0x3000, 0x4027);
    memory.writeQword(0x4000, 0x5027);
    memory.writeQword(0x5000, 0x9067);
    GuestWalk walk = translate(Guest.LONG.withCr4(0x20 | LA57), 0x123, read());
    assertEquals(5, walk.steps());
    assertEquals(0x9123, walk.gpa());
  }

  @Test
  void bit63IsReservedWithoutNx() {
    fourLevels(0x8000_0000_0000_5067L);
    GuestWalk walk = translate(Guest.LONG.withEfer(0x500), 0, read());
    assertEquals(End.RESERVED, walk.end());
    assertEquals(Pferr.PRESENT | Pferr.RSVD, walk.errorCode());
  }

  @Test
  void bit8OfUpperLevelsIsReservedForAmdGuestsOnly() {
    fourLevels(0x5067);
    memory.writeQword(0x1000, 0x2127);
    assertEquals(End.RESERVED, translate(Guest.LONG, 0, read()).end());
    VcpuMmu intel = vcpu("v6.1", Guest.EPT, Guest.LONG);
    assertEquals(End.TRANSLATED, intel.translate(MmuId.ROOT, 0, read()).end());
  }

  @Test
  void aWriteByTheSupervisorNeedsWOnlyWithCr0Wp() {
    fourLevels(0x5065);
    GuestAccess write = new GuestAccess(Pferr.WRITE, 0, 0, 0);
    GuestWalk walk = translate(Guest.LONG, 0, write);
    assertEquals(Denial.NOT_WRITABLE, walk.denial());
    assertEquals(Pferr.PRESENT | Pferr.WRITE, walk.errorCode());
    Registers withoutWp = new Registers(0x8000_0011L, 0x1000, 0x20, 0xd00);
    assertEquals(End.TRANSLATED, translate(withoutWp, 0, write).end());
  }

  @Test
  void smepForbidsTheSupervisorToExecuteUserPages() {
    fourLevels(0x5067);
    GuestWalk walk =
        translate(Guest.LONG.withCr4(0x20 | SMEP), 0, new GuestAccess(Pferr.FETCH, 0, 0, 0));
    assertEquals(Denial.SMEP, walk.denial());
    assertEquals(Pferr.PRESENT | Pferr.FETCH, walk.errorCode());
  }

  @Test
  void smapYieldsToAcUnlessTheAccessIsImplicit() {
    fourLevels(0x5067);
    Registers smap = Guest.LONG.withCr4(0x20 | SMAP);
    assertEquals(Denial.SMAP, translate(smap, 0, read()).denial());
    assertEquals(End.TRANSLATED, translate(smap, 0, ac(0, 0)).end());
    assertEquals(Denial.SMAP, translate(smap, 0, ac(Pferr.IMPLICIT, 0)).denial());
  }

  @Test
  void v510TakesASupervisorAccessAtCpl3ForImplicit() {
    fourLevels(0x5067);
    Registers smap = Guest.LONG.withCr4(0x20 | SMAP);
    VcpuMmu v510 = vcpu("v5.10", Guest.NPT, smap);
    assertEquals(Denial.SMAP, v510.translate(MmuId.ROOT, 0, ac(0, 3)).denial());
    assertEquals(End.TRANSLATED, v510.translate(MmuId.ROOT, 0, ac(Pferr.IMPLICIT, 0)).end());
    assertEquals(End.TRANSLATED, translate(smap, 0, ac(0, 3)).end());
  }

  @Test
  void pkruDeniesDataAccessesToUserPagesOfAKey() {
    fourLevels(0x5067 | (3L << 59));
    Registers pke = Guest.LONG.withCr4(0x20 | PKE);
    GuestWalk walk = translate(pke, 0, new GuestAccess(Pferr.USER, 3, 0, 1 << 6));
    assertEquals(Denial.PROTECTION_KEY, walk.denial());
    assertEquals(Pferr.PRESENT | Pferr.USER | Pferr.PK, walk.errorCode());
    GuestAccess fetch = new GuestAccess(Pferr.USER | Pferr.FETCH, 3, 0, 1 << 6);
    assertEquals(End.TRANSLATED, translate(pke, 0, fetch).end());
  }

  @Test
  void accessedBitsAreSetOnTheWayAndTheDirtyBitByAWriteAtTheEnd() {
    memory.writeQword(0x1000, 0x2007);
    memory.writeQword(0x2000, 0x3027);
    memory.writeQword(0x3000, 0x4007);
    memory.writeQword(0x4000, 0x5027);
    GuestWalk walk = translate(Guest.LONG, 0, new GuestAccess(Pferr.WRITE, 0, 0, 0));
    assertEquals(3, walk.storeCount());
    assertEquals(0x2027, memory.readQword(0x1000));
    assertEquals(0x4027, memory.readQword(0x3000));
    assertEquals(0x5067, memory.readQword(0x4000));
  }

  @Test
  void aReadOfACleanPageLeavesNoRightToWrite() {
    fourLevels(0x5027);
    GuestWalk walk = translate(Guest.LONG, 0, read());
    assertEquals(5, walk.pteAccess());
    assertEquals(0, walk.storeCount());
  }

  @Test
  void tablesInReadOnlyMemoryKeepTheirBits() {
    fourLevels(0x5007);
    memory.protect(0x4000, Protection.READ_ONLY);
    GuestWalk walk = translate(Guest.LONG, 0, read());
    assertEquals(End.TRANSLATED, walk.end());
    assertEquals(0, walk.storeCount());
    assertEquals(0x5007, memory.readQword(0x4000));
  }

  @Test
  void aTableInNoMemoryFaultsAsNotPresent() {
    memory.writeQword(0x1000, 0x2027);
    GuestWalk walk = translate(Guest.LONG, 0, new GuestAccess(Pferr.USER, 3, 0, 0));
    assertEquals(End.UNREADABLE, walk.end());
    assertEquals(3, walk.level());
    assertEquals(Pferr.USER, walk.errorCode());
  }

  @Test
  void executeOnlyEptEntriesAreMisconfiguredUnlessL1MayUseThem() {
    eptTables(0x5034 | 0x100);
    assertEquals(End.RESERVED, ept("v6.1", 0).translate(MmuId.GUEST, 0, fetch()).end());
    assertEquals(End.TRANSLATED, ept("v6.1", 1).translate(MmuId.GUEST, 0, fetch()).end());
  }

  @Test
  void theQualificationOfAnEptViolationTellsTheAccessAndWhatTheEntriesAllow() {
    eptTables(0x5031 | 0x100);
    GuestAccess write = new GuestAccess(Pferr.WRITE | Pferr.USER, 0, 0, 0);
    assertEquals(0xb, ept("v6.1", 0).translate(MmuId.GUEST, 0, write).exitQualification());
    assertEquals(0x18b, ept("v6.12", 0).translate(MmuId.GUEST, 0, write).exitQualification());
    assertEquals(0x18a, ept("v7.2", 0).translate(MmuId.GUEST, 0, write).exitQualification());
  }

  @Test
  void onlyV510TellsFetchesInTheErrorCodesOfEpt() {
    eptTables(0x5033 | 0x100);
    assertTrue((ept("v5.10", 0).translate(MmuId.GUEST, 0, fetch()).errorCode() & 0x10) != 0);
    assertFalse((ept("v5.18", 0).translate(MmuId.GUEST, 0, fetch()).errorCode() & 0x10) != 0);
  }

  @Test
  void l2sTablesAreReachedThroughL1sAndFaultsTellWhoseTheyAre() {
    eptTables(0x5037 | 0x100);
    memory.writeQword(0x4008, 0x6137);
    memory.writeQword(0x5000, 0x1027);
    memory.writeQword(0x6000, 0);
    VcpuMmu vcpu = ept("v6.1", 0);
    vcpu.state().setRegisters(Guest.LONG.withCr3(0));
    GuestWalk walk = vcpu.translate(MmuId.NESTED, 0, read());
    assertEquals(End.NOT_PRESENT, walk.end());
    assertEquals(0x5000, walk.stepHostAddress(0));
    assertEquals(0x6000, walk.stepHostAddress(1));
    memory.writeQword(0x5000, 0x7027);
    walk = vcpu.translate(MmuId.NESTED, 0, read());
    assertEquals(End.SECOND_STAGE, walk.end());
    assertEquals(0x7000, walk.faultAddress());
    assertTrue(walk.isNestedFault());
  }

  @Test
  void v72MarksTheStageInTheErrorCodeOfANestedNptFault() {
    VcpuMmu vcpu = vcpu("v7.2", Guest.NPT, Guest.LONG);
    memory.writeQword(0x2000, 0);
    vcpu.enterNestedNpt(Guest.LONG, 0x2000);
    GuestWalk walk = vcpu.translate(MmuId.NESTED, 0, read());
    assertEquals(Pferr.GUEST_PAGE | Pferr.WRITE | Pferr.USER, walk.errorCode());
  }

  @Test
  void thereAreNoNestedTablesWhileL1Runs() {
    VcpuMmu vcpu = vcpu("v6.1", Guest.NPT, Guest.LONG);
    assertEquals(End.NO_TABLES, vcpu.translate(MmuId.GUEST, 0, read()).end());
    assertEquals(End.NO_TABLES, vcpu.translate(MmuId.NESTED, 0, read()).end());
  }

  @Test
  void aKeptContextWalksAsItWasConfiguredThoughV510sRegistersSayOtherwise() {
    fourLevels(0x5067);
    VcpuMmu vcpu = vcpu("v5.10", Guest.EPT, Guest.LONG.withEfer(0));
    assertEquals(3, vcpu.context(MmuId.ROOT).rootLevel());
    vcpu.setSregs(Guest.LONG.withEfer(0x500));
    assertEquals(3, vcpu.context(MmuId.ROOT).rootLevel());
    assertEquals(0, vcpu.translate(MmuId.ROOT, 0, read()).steps());
  }

  @Test
  void aStaleCr0WpIsCorrectedByTheWalkSinceV61() {
    fourLevels(0x5065);
    GuestAccess write = new GuestAccess(Pferr.WRITE, 0, 0, 0);
    VcpuMmu v519 = vcpu("v5.19", Guest.EPT, Guest.LONG);
    VcpuMmu v61 = vcpu("v6.1", Guest.EPT, Guest.LONG);
    Registers withoutWp = new Registers(0x8000_0011L, 0x1000, 0x20, 0xd00);
    v519.state().setRegisters(withoutWp);
    v61.state().setRegisters(withoutWp);
    assertEquals(End.FORBIDDEN, v519.translate(MmuId.ROOT, 0, write).end());
    assertEquals(End.TRANSLATED, v61.translate(MmuId.ROOT, 0, write).end());
    assertEquals(0, v61.context(MmuId.ROOT).cpuRole() & 0x2000);
  }

  @Test
  void aTranslationInsteadOfAnotherUndoesWhatThatOneStored() {
    fourLevels(0x5027);
    VcpuMmu vcpu = vcpu("v6.1", Guest.NPT, Guest.LONG);
    vcpu.translate(MmuId.ROOT, 0, new GuestAccess(Pferr.WRITE, 0, 0, 0));
    assertEquals(0x5067, memory.readQword(0x4000));
    vcpu.translateInstead(MmuId.ROOT, 0, read());
    assertEquals(0x5027, memory.readQword(0x4000));
  }

  private void fourLevels(long last) {
    memory.writeQword(0x1000, 0x2027);
    memory.writeQword(0x2000, 0x3027);
    memory.writeQword(0x3000, 0x4027);
    memory.writeQword(0x4000, last);
  }

  private void eptTables(long last) {
    memory.writeQword(0x1000, 0x2107);
    memory.writeQword(0x2000, 0x3107);
    memory.writeQword(0x3000, 0x4107);
    memory.writeQword(0x4000, last);
  }

  private VcpuMmu ept(String revision, int execonly) {
    VcpuMmu vcpu = vcpu(revision, Guest.EPT, Guest.LONG);
    vcpu.enterNestedEpt(Guest.LONG, 0x105e, EptParams.of(0x105e, execonly, 1));
    return vcpu;
  }

  private VcpuMmu vcpu(String revision, Machine host, Registers registers) {
    return Guest.vcpu(revision, host, registers, memory);
  }

  private GuestWalk translate(Registers registers, long address, GuestAccess access) {
    return vcpu("v6.1", Guest.NPT, registers).translate(MmuId.ROOT, address, access);
  }

  private static GuestAccess read() {
    return new GuestAccess(0, 0, 0, 0);
  }

  private static GuestAccess fetch() {
    return new GuestAccess(Pferr.FETCH, 0, 0, 0);
  }

  private static GuestAccess ac(long pferr, int cpl) {
    return new GuestAccess(pferr, cpl, GuestAccess.AC, 0);
  }
}
