// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.VcpuMmu.Acceptance;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.GuestMemory.Protection;
import dev.rolecall.mmu.cpu.HostPages;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Machine.EptAd;
import dev.rolecall.mmu.cpu.Machine.Tdp;
import dev.rolecall.mmu.cpu.Machine.TdpMmu;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.root.MmuRequest;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.mmu.root.PgdOutcome;
import dev.rolecall.mmu.root.RootPage.Identity;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Roots through the inputs of a vCPU. They are written as PGD:ID, the current one first; an empty
 * slot is a dash.
 */
final class RootsTest {
  private static final Registers LONG_PCID = new Registers(0x80010011L, 0x1000, 0x20020, 0xd00);

  @Test
  void loadBuildsARootOnceAndKeepsIt() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.AMD_SHADOW, Guest.LONG);
    assertEquals("- - - -", root(mmu));
    mmu.load();
    mmu.load();
    assertEquals("1000:1 - - -", root(mmu));
  }

  @Test
  void pageOfAFrameIsFoundAgainAfterUnload() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    mmu.unload();
    assertEquals("- - - -", root(mmu));
    mmu.load();
    assertEquals("1000:1 - - -", root(mmu));
  }

  @Test
  void fourthCr3EvictsTheOldestRoot() {
    VcpuMmu mmu = Guest.vcpu("v6.1", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    for (long cr3 = 0x2000; cr3 <= 0x5000; cr3 += 0x1000) {
      write(mmu, Register.CR3, cr3);
      mmu.load();
    }
    assertEquals("5000:5 4000:4 3000:3 2000:2", root(mmu));
    write(mmu, Register.CR3, 0x1000);
    assertEquals(PgdOutcome.NEW, mmu.context(MmuId.ROOT).roots().outcome());
    mmu.load();
    assertEquals("1000:1 5000:5 4000:4 3000:3", root(mmu));
  }

  @Test
  void pcidsShareTheFrameAndNotTheRoot() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.INTEL_SHADOW, LONG_PCID);
    mmu.load();
    write(mmu, Register.CR3, 0x1002 | 1L << 63);
    mmu.load();
    assertEquals("1002:1 1000:1 - -", root(mmu), "two roots on one page");
  }

  @Test
  void flushOfAPcidFreesItsPreviousRootsFromV5_18() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.INTEL_SHADOW, LONG_PCID);
    mmu.load();
    write(mmu, Register.CR3, 0x2001 | 1L << 63);
    mmu.load();
    write(mmu, Register.CR3, 0x3000 | 1L << 63);
    mmu.load();
    assertEquals("3000:3 2001:2 1000:1 -", root(mmu));
    write(mmu, Register.CR3, 0x4000);
    assertEquals("- - 2001:2 -", root(mmu), "PCID 0 is flushed");
    assertEquals("sync+flush_current", requests(mmu));
  }

  @Test
  void noFlushReusesARootWithoutSync() {
    for (String revision : new String[] {"v5.10", "v5.18", "v7.2"}) {
      VcpuMmu mmu = Guest.vcpu(revision, Guest.INTEL_SHADOW, LONG_PCID);
      mmu.load();
      write(mmu, Register.CR3, 0x2001 | 1L << 63);
      mmu.load();
      write(mmu, Register.CR3, 0x1000 | 1L << 63);
      assertEquals("load_pgd", requests(mmu), revision);
      assertEquals(PgdOutcome.CACHED, mmu.context(MmuId.ROOT).roots().outcome());
    }
  }

  @Test
  void pcidsTurnedOnDropShadowRootsFromV5_18() {
    for (String revision : new String[] {"v5.10", "v5.18"}) {
      VcpuMmu mmu = Guest.vcpu(revision, Guest.INTEL_SHADOW, Guest.LONG);
      mmu.load();
      write(mmu, Register.CR4, 0x20020);
      assertEquals(revision.equals("v5.10") ? "1000:1 - - -" : "- - - -", root(mmu), revision);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v5.10, flush_current", // the same CR3 flushes only
    "v5.18, sync+flush_current",
  })
  void sameCr3Flushes(String revision, String expected) {
    VcpuMmu mmu = Guest.vcpu(revision, Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    write(mmu, Register.CR3, 0x1000);
    assertEquals(expected, requests(mmu));
    assertEquals("1000:1 - - -", root(mmu));
  }

  @ParameterizedTest
  @CsvSource({"v5.10, load_pgd+sync+flush_current", "v5.18, load_pgd+flush_guest"})
  void cr3WithTdpKeepsTheDirectRoot(String revision, String expected) {
    VcpuMmu mmu = Guest.vcpu(revision, Guest.EPT, Guest.LONG);
    mmu.load();
    write(mmu, Register.CR3, 0x5000);
    assertEquals("0:1 - - -", root(mmu));
    assertEquals(expected, requests(mmu));
    assertEquals(PgdOutcome.CURRENT, mmu.context(MmuId.ROOT).roots().outcome());
  }

  @Test
  void v5_10LooksForARootWithoutSmepAndnotWp() {
    // kvm_calc_shadow_root_page_role_common() with base_only leaves ext and what hangs on it 0
    Registers smepWithoutWp = new Registers(0x80000011L, 0x1000, 0x100020, 0xd00);
    for (String revision : new String[] {"v5.10", "v5.18"}) {
      VcpuMmu mmu = Guest.vcpu(revision, Guest.AMD_SHADOW, smepWithoutWp);
      mmu.load();
      write(mmu, Register.CR3, 0x2000);
      mmu.load();
      write(mmu, Register.CR3, 0x1000);
      boolean found = mmu.context(MmuId.ROOT).roots().hasCurrent();
      assertEquals(!revision.equals("v5.10"), found, revision);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v5.19, '- - - -', none",
    "v6.1, '0:1 - - -', none",
  })
  void writeOfWpAloneKeepsTdpRootsFromV6_1(String revision, String roots, String requests) {
    VcpuMmu mmu = Guest.vcpu(revision, Guest.NPT, Guest.LONG);
    mmu.load();
    write(mmu, Register.CR0, 0x80000011L);
    assertEquals(roots, root(mmu));
    assertEquals(requests, requests(mmu));
  }

  @Test
  void writeOfWpAloneDropsShadowRoots() {
    VcpuMmu mmu = Guest.vcpu("v6.1", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    write(mmu, Register.CR0, 0x80000011L);
    assertEquals("- - - -", root(mmu));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "v6.1", "v7.2"})
  void resetsDropTheRootsOfBothMmus(String revision) {
    VcpuMmu mmu = Guest.vcpu(revision, Guest.NPT, Guest.LONG);
    mmu.load();
    mmu.begin(Acceptance.UNRECORDED);
    mmu.enterNestedNpt(Guest.LONG, 0x9000);
    mmu.load();
    assertEquals("9000:2 - - -", text(mmu, MmuId.GUEST));
    mmu.begin(Acceptance.UNRECORDED);
    mmu.setCpuid(mmu.state().cpuid());
    assertEquals("- - - -", root(mmu));
    assertEquals("- - - -", text(mmu, MmuId.GUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "v6.1", "v7.2"})
  void nestedRootsAreFoundAgainOnTheNextEntry(String revision) {
    VcpuMmu mmu = Guest.vcpu(revision, Guest.NPT, Guest.LONG);
    mmu.load();
    mmu.enterNestedNpt(Guest.LONG, 0x9000);
    mmu.load();
    mmu.leaveNested(Guest.LONG);
    assertEquals("0:1 - - -", root(mmu));
    mmu.begin(Acceptance.UNRECORDED);
    mmu.enterNestedNpt(Guest.LONG, 0x9000);
    assertEquals("9000:2 - - -", text(mmu, MmuId.GUEST));
    assertEquals(PgdOutcome.CURRENT, mmu.context(MmuId.GUEST).roots().outcome());
    assertEquals(
        revision.equals("v5.10") ? "load_pgd+sync+flush_current" : "load_pgd", requests(mmu));
  }

  @Test
  void eptpIsThePgdWithAllItsBits() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.EPT, Guest.LONG);
    mmu.enterNestedEpt(Guest.LONG, 0x11005e, EptParams.of(0x11005e, 0, 1));
    mmu.load();
    assertEquals("11005e:1 - - -", text(mmu, MmuId.GUEST));
    assertEquals(0x110, mmu.context(MmuId.GUEST).roots().page(0).gfn());
  }

  @Test
  void v5_10OnVmxReusesRootsAsTheyAre() {
    VcpuMmu mmu = Guest.vcpu("v5.10", Guest.INTEL_SHADOW, Guest.LONG);
    mmu.load();
    mmu.enterNested(new Registers(0x80010011L, 0x2000, 0x20, 0xd00));
    mmu.load();
    mmu.begin(Acceptance.UNRECORDED);
    mmu.leaveNested(Guest.LONG);
    assertEquals("load_pgd", requests(mmu));
    assertEquals("1000:1 2000:2 - -", root(mmu));
  }

  @ParameterizedTest
  @CsvSource({
    "v5.10, '- - - -'", // refused: a triple fault
    "v6.1, '- - - -'",
    "v6.12, '0:1 - - -'", // a dummy
  })
  void rootInNoSlot(String revision, String expected) {
    GuestMemory memory = new GuestMemory();
    memory.slots().add(0x100, 1, Protection.WRITABLE);
    VcpuMmu mmu = Guest.vcpu(revision, Guest.AMD_SHADOW, Guest.LONG, memory);
    mmu.load();
    assertEquals(expected, root(mmu));
  }

  @ParameterizedTest
  @CsvSource({"v5.18, false", "v6.12, true"})
  void pdpteInNoSlot(String revision, boolean root) {
    GuestMemory memory = new GuestMemory();
    memory.slots().add(1, 1, Protection.WRITABLE);
    memory.writeQword(0x1000, 0x200001);
    VcpuMmu mmu = Guest.vcpu(revision, Guest.AMD_SHADOW, Guest.PAE, memory);
    mmu.setSregs(Guest.PAE);
    mmu.load();
    assertEquals(root, mmu.context(MmuId.ROOT).roots().hasCurrent());
  }

  @Test
  void otherPdptesDropThePaeRootFromV5_18() {
    for (String revision : new String[] {"v5.10", "v5.18"}) {
      GuestMemory memory = new GuestMemory();
      memory.writeQword(0x1000, 0x200001);
      VcpuMmu mmu = Guest.vcpu(revision, Guest.AMD_SHADOW, Guest.PAE, memory);
      mmu.setSregs(Guest.PAE);
      mmu.load();
      memory.writeQword(0x1000, 0x300001);
      write(mmu, Register.CR4, 0xa0); // PGE loads the PDPTEs, and is no bit of the role since v5.18
      assertFalse(mmu.context(MmuId.ROOT).roots().hasCurrent(), revision);
      assertEquals(revision.equals("v5.10") ? "none" : "load_pgd+flush_guest", requests(mmu));
    }
  }

  @Test
  void unknownMemoryLeavesThePaeRootUnknown() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.AMD_SHADOW, Guest.PAE);
    mmu.load();
    mmu.begin(Acceptance.ACCEPTED);
    mmu.write(Register.CR3, 0x1000);
    assertFalse(mmu.context(MmuId.ROOT).roots().areKnown());
  }

  @Test
  void sregsFlushesTheGuestFromV6_12() {
    for (String revision : new String[] {"v6.1", "v6.12"}) {
      VcpuMmu mmu = Guest.vcpu(revision, Guest.NPT, Guest.LONG);
      mmu.setSregs(Guest.REAL);
      assertEquals(revision.equals("v6.1") ? "none" : "flush_guest", requests(mmu), revision);
    }
  }

  @Test
  void zappedRootIsReplacedAtTheNextLoad() {
    VcpuMmu mmu = Guest.vcpu("v5.18", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    write(mmu, Register.CR3, 0x2000);
    mmu.load();
    long role = mmu.context(MmuId.ROOT).roots().page(0).role();
    mmu.begin(Acceptance.UNRECORDED);
    mmu.zapPage(2, role, 1);
    assertEquals("reload", requests(mmu));
    mmu.load();
    assertEquals("2000:3 1000:1 - -", root(mmu));
  }

  @Test
  void zappedRootTakesAllRootsWithItInV5_10() {
    VcpuMmu mmu = Guest.vcpu("v5.10", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    write(mmu, Register.CR3, 0x2000);
    mmu.load();
    mmu.zapPage(2, mmu.context(MmuId.ROOT).roots().page(0).role(), 1);
    mmu.load();
    assertEquals("2000:3 - - -", root(mmu));
  }

  @Test
  void tdpMmuFreesARootWithItsLastUserUntilV6_1() {
    Machine host =
        new Machine(Vendor.AMD, Tdp.ON, 4, EptAd.PRESENT, 48, HostPages.STANDARD, TdpMmu.ON);
    for (String revision : new String[] {"v5.10", "v5.18", "v6.1", "v7.2"}) {
      boolean kept = revision.equals("v6.1") || revision.equals("v7.2");
      VcpuMmu mmu = Guest.vcpu(revision, host, Guest.LONG);
      mmu.load();
      mmu.unload();
      mmu.load();
      assertEquals(kept ? "0:1 - - -" : "0:2 - - -", root(mmu), revision);
      Identity identity = mmu.context(MmuId.ROOT).roots().page(0).identity();
      assertEquals(
          kept ? Identity.CERTAIN : Identity.ASSUMED, identity, "another vCPU may hold it");
    }
  }

  @Test
  void rootsOfAnAdoptedStateAreUnknownUntilAllAreFreed() {
    VcpuMmu mmu = Guest.vcpu("v6.1", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    mmu.adopt(Guest.PAE, false, false);
    assertFalse(mmu.context(MmuId.ROOT).roots().areKnown());
    mmu.unload();
    assertTrue(mmu.context(MmuId.ROOT).roots().areKnown());
  }

  @Test
  void newPgdSwitchesTheMmuThatIsNamed() {
    VcpuMmu mmu = Guest.vcpu("v6.1", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    mmu.newPgd(MmuId.ROOT, 0x7000);
    assertEquals("- 1000:1 - -", root(mmu));
    mmu.newPgd(MmuId.ROOT, 0x1000);
    assertEquals("1000:1 - - -", root(mmu));
  }

  @Test
  void copyKeepsItsRoots() {
    VcpuMmu mmu = Guest.vcpu("v6.1", Guest.AMD_SHADOW, Guest.LONG);
    mmu.load();
    VcpuMmu copy = mmu.copy();
    mmu.unload();
    assertEquals("1000:1 - - -", root(copy));
    copy.unload();
    copy.load();
    assertEquals("1000:1 - - -", root(copy));
  }

  private static void write(VcpuMmu mmu, Register register, long value) {
    mmu.begin(Acceptance.ACCEPTED);
    mmu.write(register, value);
  }

  private static String root(VcpuMmu mmu) {
    return text(mmu, MmuId.ROOT);
  }

  private static String text(VcpuMmu mmu, MmuId id) {
    MmuRoots roots = mmu.context(id).roots();
    StringJoiner text = new StringJoiner(" ");
    for (int slot = 0; slot < MmuRoots.COUNT; slot++) {
      boolean valid = roots.page(slot).isValid();
      text.add(valid ? "%x:%d".formatted(roots.pgd(slot), roots.page(slot).id()) : "-");
    }
    return text.toString();
  }

  private static String requests(VcpuMmu mmu) {
    String text =
        Arrays.stream(MmuRequest.values())
            .filter(mmu.requests()::has)
            .map(request -> request.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("+"));
    return text.isEmpty() ? "none" : text;
  }
}
