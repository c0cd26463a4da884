// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.VcpuMmu.Acceptance;
import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VcpuMmuTest {
  private static final GuestCpuid NARROW = GuestCpuid.assumed(Vendor.AMD, 36);

  static Stream<MmuRevision> all() {
    return MmuHistory.revisions().stream();
  }

  private static VcpuMmu began(String id, Registers registers) {
    VcpuMmu vcpu = Guest.vcpu(id, Guest.NPT, registers);
    vcpu.begin(Acceptance.UNRECORDED);
    return vcpu;
  }

  private static boolean configured(VcpuMmu vcpu, MmuId id) {
    return vcpu.context(id).configurations() > 0;
  }

  @ParameterizedTest
  @MethodSource("all")
  void creationConfiguresRootMmuAlone(MmuRevision revision) {
    VcpuMmu vcpu = Guest.vcpu(revision.id(), Guest.NPT, Guest.REAL);
    assertTrue(configured(vcpu, MmuId.ROOT));
    assertFalse(configured(vcpu, MmuId.GUEST));
    assertFalse(configured(vcpu, MmuId.NESTED));
    assertEquals(0, vcpu.context(MmuId.GUEST).mmuRole());
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.initMmu();
    assertFalse(configured(vcpu, MmuId.ROOT), "the role is what it was");
  }

  /** kvm_mmu_after_set_cpuid(): every context loses its role; the current one gets a new one. */
  @ParameterizedTest
  @CsvSource({
    "v5.18,     0x0",
    "series/07, 0x0",
    "series/14, 0x0",
    "series/17, 0x0",
    "v6.1,      0x0",
    "v6.12,     0x800",
    "v7.2,      0x1000",
  })
  void cpuidUpdateLeavesItsMarkInContextsNeverConfigured(String id, String mark) {
    VcpuMmu vcpu = began(id, Guest.LONG);
    vcpu.setCpuid(NARROW);
    assertTrue(configured(vcpu, MmuId.ROOT));
    assertFalse(configured(vcpu, MmuId.GUEST));
    assertEquals(Long.decode(mark), vcpu.context(MmuId.GUEST).mmuRole());
    assertEquals(Long.decode(mark), vcpu.context(MmuId.NESTED).mmuRole());
    assertEquals(0, vcpu.context(MmuId.GUEST).cpuRole());
  }

  @Test
  void cpuidUpdateOfV5_10ReconfiguresOnlyIfTheWidthChanges() {
    VcpuMmu vcpu = began("v5.10", Guest.LONG);
    vcpu.setCpuid(GuestCpuid.assumed(Vendor.AMD, 40));
    assertFalse(configured(vcpu, MmuId.ROOT));
    vcpu.setCpuid(NARROW);
    assertTrue(configured(vcpu, MmuId.ROOT));
  }

  /** What is left of guest_mmu's words after a CPUID update outside of guest mode. */
  @ParameterizedTest
  @CsvSource({
    "v5.10,     0x500d00002714, 0x500d00002714, 0x0,         0x0",
    "v5.18,     0x20d00001704,  0x20c00001704,  0x0,         0x0",
    "series/07, 0x20d00001704,  0x20c00001704,  0x20d00001704, 0x20c00001704",
    "series/14, 0x1704,         0x0,            0x20d00001704, 0x20c00001704",
    "series/16, 0x1704,         0x0,            0x8100001704, 0x8000001704",
    "series/17, 0x1704,         0x0,            0x4000001704, 0x0",
    "v6.1,      0x21704,        0x0,            0x8100021704, 0x8000021704",
    "v6.12,     0x21704,        0x21f04,        0x8100021704, 0x8000021704",
    "v7.2,      0x26f04,        0x27f04,        0xc100026f04, 0xc000026f04",
  })
  void guestMmuStaysStaleAfterACpuidUpdate(
      String id, String mmuBefore, String mmuAfter, String cpuBefore, String cpuAfter) {
    VcpuMmu vcpu = Guest.vcpu(id, Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(new Registers(0x80010011L, 0x1000, 0x20, 0x500), 0x6000);
    vcpu.leaveNested(vcpu.savedByNested());
    MmuContext guest = vcpu.context(MmuId.GUEST);
    assertEquals(Long.decode(mmuBefore), guest.mmuRole());
    assertEquals(Long.decode(cpuBefore), guest.cpuRole());
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.setCpuid(NARROW);
    assertEquals(Long.decode(mmuAfter), guest.mmuRole());
    assertEquals(Long.decode(cpuAfter), guest.cpuRole());
    assertFalse(configured(vcpu, MmuId.GUEST));
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.enterNestedNpt(new Registers(0x80010011L, 0x1000, 0x20, 0x500), 0x6000);
    assertTrue(configured(vcpu, MmuId.GUEST), "the next entry configures it");
  }

  @ParameterizedTest
  @MethodSource("all")
  void cpuidUpdateInGuestModeConfiguresNestedMmu(MmuRevision revision) {
    VcpuMmu vcpu = Guest.vcpu(revision.id(), Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(Guest.LONG, 0x6000);
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.setCpuid(NARROW);
    assertTrue(configured(vcpu, MmuId.NESTED));
    assertFalse(configured(vcpu, MmuId.ROOT));
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.leaveNested(vcpu.savedByNested());
    assertTrue(configured(vcpu, MmuId.ROOT), "root_mmu is configured when L1 runs again");
  }

  /** The fields of struct kvm_mmu, and from series/20, 21 and 22 the roles that replace them. */
  @ParameterizedTest
  @CsvSource({
    "v5.18,     4, 4, 1",
    "series/14, 4, 4, 1",
    "series/19, 4, 4, 1",
    "series/20, 4, 0, 1",
    "series/21, 4, 0, 1",
    "series/22, 4, 0, 0",
    "v5.19,     4, 0, 0",
    "v6.12,     4, 4, 1",
    "series/17, 4, 4, 1",
  })
  void levelsAfterACpuidUpdateInGuestMode(String id, int root, int shadowRoot, int direct) {
    VcpuMmu vcpu = Guest.vcpu(id, Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(Guest.LONG, 0x6000);
    vcpu.setCpuid(NARROW);
    MmuContext stale = vcpu.context(MmuId.ROOT);
    assertEquals(root, stale.rootLevel());
    assertEquals(shadowRoot, stale.shadowRootLevel());
    assertEquals(direct, stale.directMap());
  }

  @Test
  void recordedAcceptanceRulesOverTheModelsOwn() {
    VcpuMmu vcpu = Guest.vcpu("v5.18", Guest.NPT, Guest.REAL);
    vcpu.begin(Acceptance.REFUSED);
    assertTrue(vcpu.write(Register.CR0, 0x80000011L).isAcceptance());
    assertEquals(Guest.REAL, vcpu.state().registers());
    vcpu.begin(Acceptance.ACCEPTED);
    assertTrue(vcpu.write(Register.EFER, 0x2).isRefusal());
    assertEquals(0x2, vcpu.state().registers().efer());
  }

  @Test
  void cr0WriteDropsReservedBitsAndSetsEt() {
    VcpuMmu vcpu = began("v5.18", Guest.REAL);
    vcpu.write(Register.CR0, 0x1ffa_ffc1L);
    assertEquals(0x11, vcpu.state().registers().cr0());
  }

  @Test
  void guestCannotChangeLma() {
    VcpuMmu vcpu = began("v5.18", Guest.LONG);
    vcpu.write(Register.EFER, 0x900);
    assertEquals(0xd00, vcpu.state().registers().efer());
  }

  @Test
  void cr3WriteTakesNoFlushForAHint() {
    VcpuMmu vcpu = began("v5.18", Guest.LONG.withCr4(0x20020));
    vcpu.write(Register.CR3, 1L << 63 | 0x3001);
    assertEquals(0x3001, vcpu.state().registers().cr3());
  }

  /** Any of the registers changed, or PAE paging: __set_sregs(), v5.18 x86.c. */
  @ParameterizedTest
  @MethodSource("all")
  void sregsConfigureAnewWhatTheyChange(MmuRevision revision) {
    VcpuMmu vcpu = began(revision.id(), Guest.LONG);
    vcpu.setSregs(Guest.LONG);
    assertFalse(configured(vcpu, MmuId.ROOT));
    vcpu.setSregs(Guest.PAGED_32);
    assertTrue(configured(vcpu, MmuId.ROOT));
    assertEquals(Guest.PAGED_32, vcpu.state().registers());
    assertEquals(2, vcpu.context(MmuId.ROOT).rootLevel());
  }

  @Test
  void refusedSregsChangeNothing() {
    VcpuMmu vcpu = began("v5.18", Guest.LONG);
    assertTrue(vcpu.setSregs(Guest.PAE.withEfer(0x100)).isRefusal());
    assertEquals(Guest.LONG, vcpu.state().registers());
    assertFalse(configured(vcpu, MmuId.ROOT));
  }

  @ParameterizedTest
  @MethodSource("all")
  void smmTakesPagingAwayAndRsmGivesItBack(MmuRevision revision) {
    VcpuMmu vcpu = began(revision.id(), new Registers(0x8005_003dL, 0x1000, 0x20, 0xd00));
    long mmu = vcpu.context(MmuId.ROOT).mmuRole();
    long cpu = vcpu.context(MmuId.ROOT).cpuRole();
    vcpu.enterSmm();
    assertEquals(new Registers(0x50030, 0x1000, 0, 0), vcpu.state().registers());
    assertEquals(0, vcpu.context(MmuId.ROOT).rootLevel());
    assertEquals(1, vcpu.context(MmuId.ROOT).mmuRole() >>> 24 & 0xff);
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.leaveSmm(vcpu.savedBySmm());
    assertTrue(configured(vcpu, MmuId.ROOT));
    assertEquals(mmu, vcpu.context(MmuId.ROOT).mmuRole());
    assertEquals(cpu, vcpu.context(MmuId.ROOT).cpuRole());
  }

  /** kvm_smm_changed() resets the context with the old registers: v5.18 x86.c; not in v5.10. */
  @Test
  void smiResetsTwiceSinceV5_18() {
    VcpuMmu old = began("v5.10", Guest.LONG);
    VcpuMmu recent = began("v5.18", Guest.LONG);
    old.enterSmm();
    recent.enterSmm();
    assertEquals(1, old.context(MmuId.ROOT).configurations());
    assertEquals(2, recent.context(MmuId.ROOT).configurations());
  }

  @Test
  void svmExitSetsProtectedMode() {
    VcpuMmu vcpu = Guest.vcpu("v5.18", Guest.NPT, Guest.REAL);
    vcpu.enterNestedNpt(Guest.LONG, 0x6000);
    vcpu.leaveNested(Guest.REAL);
    assertEquals(0x60000011, vcpu.state().registers().cr0());
  }

  /** nested_svm_load_cr3(), v5.18 svm/nested.c. */
  @ParameterizedTest
  @MethodSource("all")
  void pdptrFailureOfL2LeavesTheMmuAsItIs(MmuRevision revision) {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(0x8000, 0x2003);
    VcpuMmu vcpu = Guest.vcpu(revision.id(), Guest.NPT, Guest.LONG, memory);
    long role = vcpu.context(MmuId.ROOT).mmuRole();
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.enterNested(Guest.PAE.withCr3(0x8000));
    assertFalse(configured(vcpu, MmuId.ROOT));
    assertEquals(role, vcpu.context(MmuId.ROOT).mmuRole());
    assertEquals(Guest.LONG.cr3(), vcpu.state().registers().cr3());
  }

  @ParameterizedTest
  @MethodSource("all")
  void pdptesOfL2LoadWithoutNestedPaging(MmuRevision revision) {
    GuestMemory memory = new GuestMemory();
    memory.writeQword(0x8018, 0x2001);
    VcpuMmu vcpu = Guest.vcpu(revision.id(), Guest.NPT, Guest.LONG, memory);
    vcpu.enterNested(Guest.PAE.withCr3(0x8000));
    assertEquals(0x2001, vcpu.state().pdptr(3));
    assertEquals(3, vcpu.context(MmuId.ROOT).rootLevel());
  }

  /** kvm_post_set_cr0(), kvm_post_set_cr4(), set_efer(): whether the context is looked at again. */
  @Test
  void writesThatTouchNoRoleBitKeepTheContext() {
    for (String id : List.of("v5.10", "v5.18", "v7.2")) {
      VcpuMmu vcpu = began(id, Guest.LONG);
      vcpu.write(Register.CR0, 0x80010031L);
      vcpu.write(Register.CR4, 0x620);
      vcpu.write(Register.EFER, 0xd01);
      vcpu.write(Register.CR3, 0x5000);
      vcpu.write(Register.PKRU, 0xc);
      assertFalse(configured(vcpu, MmuId.ROOT), id);
      assertEquals(0xc, vcpu.state().pkru(), id);
    }
  }

  /** leave_guest_mode() never stands without nested_svm_uninit_mmu_context() or its like. */
  @Test
  void adoptedStateOutsideOfGuestModeIsOnRootMmu() {
    VcpuMmu vcpu = Guest.vcpu("v6.1", Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(Guest.PAGED_32, 0x6000);
    vcpu.begin(Acceptance.UNRECORDED);
    vcpu.adopt(Guest.PAE, false, false);
    assertEquals(MmuId.ROOT, vcpu.mmu());
    assertEquals(MmuId.ROOT, vcpu.walkMmu());
    assertEquals(3, vcpu.context(MmuId.ROOT).rootLevel());
    assertFalse(configured(vcpu, MmuId.NESTED));
  }

  @Test
  void copyGoesItsOwnWay() {
    VcpuMmu vcpu = Guest.vcpu("v6.1", Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(Guest.PAGED_32, 0x6000);
    VcpuMmu copy = vcpu.copy();
    copy.leaveNested(copy.savedByNested());
    assertEquals(Guest.LONG, copy.state().registers());
    assertEquals(MmuId.ROOT, copy.mmu());
    assertEquals(MmuId.GUEST, vcpu.mmu());
    assertTrue(vcpu.state().guestMode());
    assertEquals(Guest.PAGED_32, vcpu.state().registers());
  }

  @Test
  void copyRemembersTheSmiThatInterruptedL2() {
    VcpuMmu vcpu = Guest.vcpu("v6.1", Guest.NPT, Guest.LONG);
    vcpu.enterNestedNpt(Guest.PAGED_32, 0x6000);
    vcpu.enterSmm();
    VcpuMmu copy = vcpu.copy();
    copy.leaveSmm(copy.savedBySmm());
    assertTrue(copy.state().guestMode());
    assertEquals(MmuId.GUEST, copy.mmu());
    assertEquals(MmuId.ROOT, vcpu.mmu());
  }
}
