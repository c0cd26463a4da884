// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.GuestCpuid;
import dev.rolecall.mmu.cpu.GuestMemory;
import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.cpu.VcpuState;
import dev.rolecall.mmu.cpu.Vendor;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The roles of root_mmu, in every state of the registers, SMM and guest mode. */
class RootRolesTest {
  private static final int MODES = 4;
  private static final List<Registers> STATES = States.registers();

  static Stream<MmuRevision> withCpuRole() {
    List<String> without =
        List.of(
            "v5.10",
            "v5.18",
            "series/01",
            "series/02",
            "series/03",
            "series/04",
            "series/05",
            "series/06");
    return MmuHistory.revisions().stream().filter(r -> !without.contains(r.id()));
  }

  static Stream<MmuRevision> fromSeries11() {
    List<String> without = List.of("series/07", "series/08", "series/09", "series/10");
    return withCpuRole().filter(r -> !without.contains(r.id()));
  }

  static Stream<MmuRevision> fromSeries13() {
    return fromSeries11().filter(r -> !List.of("series/11", "series/12").contains(r.id()));
  }

  static Stream<MmuRevision> series07To10() {
    return Stream.of("series/07", "series/08", "series/09", "series/10").map(Guest::revision);
  }

  private interface Check {
    void in(Registers registers, int modes, MmuContext root);
  }

  private static void everywhere(MmuRevision revision, Machine host, Check check) {
    for (Registers r : STATES) {
      for (int modes = 0; modes < MODES; modes++) {
        check.in(r, modes, States.vcpu(revision, host, r, modes).context(MmuId.ROOT));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fromSeries11")
  void tdpRoleDependsOnNoRegister(MmuRevision revision) {
    long table = revision.id().equals("v7.2") ? 0x6f84 : 0x3784;
    long valid =
        List.of("series/11", "series/12", "series/13").contains(revision.id()) ? 1L << 32 : 0;
    everywhere(
        revision,
        Guest.NPT,
        (r, modes, root) ->
            assertEquals(valid | table | States.modeBits(modes), root.mmuRole(), r.toString()));
  }

  @ParameterizedTest
  @MethodSource("fromSeries11")
  void tdpRoleSaysWhetherSptesLackAccessedAndDirtyBits(MmuRevision revision) {
    everywhere(
        revision,
        Guest.EPT_WITHOUT_AD,
        (r, modes, root) -> assertEquals(1, root.mmuRole() >>> 16 & 1, r.toString()));
    everywhere(
        revision,
        Guest.EPT,
        (r, modes, root) -> assertEquals(0, root.mmuRole() >>> 16 & 1, r.toString()));
  }

  @ParameterizedTest
  @MethodSource("series07To10")
  void rolesOfPageTablesAreStillThoseOfV5_18(MmuRevision revision) {
    MmuRevision old = Guest.revision("v5.18");
    for (Machine host : List.of(Guest.NPT, Guest.EPT_WITHOUT_AD, Guest.INTEL_SHADOW)) {
      everywhere(
          revision,
          host,
          (r, modes, root) -> {
            MmuContext before = States.vcpu(old, host, r, modes).context(MmuId.ROOT);
            assertEquals(before.mmuRole(), root.mmuRole(), r.toString());
            assertEquals(before.rootLevel(), root.rootLevel(), r.toString());
            assertEquals(before.shadowRootLevel(), root.shadowRootLevel(), r.toString());
            assertEquals(before.directMap(), root.directMap(), r.toString());
          });
    }
  }

  @ParameterizedTest
  @MethodSource("withCpuRole")
  void withoutPagingTheCpuRoleIsNothingButTheMode(MmuRevision revision) {
    long word =
        switch (revision.id()) {
          case "series/17" -> 0x780;
          case "v7.2" -> 0x1_0000_0f80L;
          default -> 0x1_0000_0780L;
        };
    for (Machine host : List.of(Guest.NPT, Guest.AMD_SHADOW)) {
      everywhere(
          revision,
          host,
          (r, modes, root) -> {
            if (!States.paging(r)) {
              assertEquals(word | States.modeBits(modes), root.cpuRole(), r.toString());
            }
          });
    }
  }

  /** kvm_calc_cpu_role(), v5.19 mmu.c: what each field is with CR0.PG set. */
  private static final Map<RoleField, Predicate<Registers>> CPU_ROLE_FLAGS =
      Map.ofEntries(
          Map.entry(RoleField.DIRECT, r -> false),
          Map.entry(RoleField.EFER_NX, r -> (r.efer() & States.NX) != 0),
          Map.entry(RoleField.CR0_WP, r -> (r.cr0() & States.WP) != 0),
          Map.entry(RoleField.HAS_4_BYTE_GPTE, r -> (r.cr4() & States.PAE) == 0),
          Map.entry(RoleField.SMEP_ANDNOT_WP, r -> smep(r) && (r.cr0() & States.WP) == 0),
          Map.entry(RoleField.SMAP_ANDNOT_WP, r -> smap(r) && (r.cr0() & States.WP) == 0),
          Map.entry(RoleField.CR0_PG, r -> true),
          Map.entry(RoleField.CR4_PAE, r -> (r.cr4() & States.PAE) != 0),
          Map.entry(RoleField.CR4_PSE, r -> (r.cr4() & States.PSE) != 0),
          Map.entry(RoleField.CR4_SMEP, RootRolesTest::smep),
          Map.entry(RoleField.CR4_SMAP, RootRolesTest::smap),
          Map.entry(RoleField.CR4_PKE, r -> States.longMode(r) && (r.cr4() & States.PKE) != 0),
          Map.entry(RoleField.CR4_LA57, r -> States.levels(r) == 5),
          Map.entry(RoleField.EFER_LMA, States::longMode),
          Map.entry(RoleField.HAS_PFERR_FETCH, r -> smep(r) || (r.efer() & States.NX) != 0),
          Map.entry(RoleField.VALID, r -> true),
          Map.entry(RoleField.EXECONLY, r -> false),
          Map.entry(RoleField.AD_DISABLED, r -> false),
          Map.entry(RoleField.INVALID, r -> false),
          Map.entry(RoleField.PASSTHROUGH, r -> false),
          Map.entry(RoleField.IS_MIRROR, r -> false));

  private static boolean smep(Registers r) {
    return (r.cr4() & States.SMEP) != 0;
  }

  private static boolean smap(Registers r) {
    return (r.cr4() & States.SMAP) != 0;
  }

  @ParameterizedTest
  @MethodSource("withCpuRole")
  void cpuRoleIsTheGuestsPagingMode(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    everywhere(
        revision,
        Guest.EPT_WITHOUT_AD,
        (r, modes, root) -> {
          assertEquals(States.levels(r), layout.get(root.cpuRole(), RoleField.LEVEL), r.toString());
          assertEquals(States.levels(r), root.rootLevel(), r.toString());
          if (States.paging(r)) {
            CPU_ROLE_FLAGS.forEach(
                (field, is) -> {
                  boolean want = layout.has(field) && is.test(r);
                  assertEquals(want, layout.isSet(root.cpuRole(), field), field + " " + r);
                });
          }
        });
  }

  @ParameterizedTest
  @MethodSource("fromSeries13")
  void shadowRoleIsTheCpuRoleWithThreeLevelsOrMoreAndNx(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    boolean wide = revision.id().equals("series/13");
    everywhere(
        revision,
        Guest.AMD_SHADOW,
        (r, modes, root) -> {
          long want = layout.with(root.cpuRole(), RoleField.LEVEL, Math.max(States.levels(r), 3));
          want = layout.with(want, RoleField.EFER_NX, 1);
          assertEquals(wide ? want : want & 0xffffffffL, root.mmuRole(), r.toString());
          assertEquals(Math.max(States.levels(r), 3), root.shadowRootLevel(), r.toString());
          assertEquals(States.paging(r) ? 0 : 1, root.directMap(), r.toString());
        });
  }

  @Test
  void beforeSeries13TheShadowRoleHasTheGuestsNx() {
    for (String id : List.of("v5.18", "series/06", "series/07", "series/11", "series/12")) {
      everywhere(
          Guest.revision(id),
          Guest.AMD_SHADOW,
          (r, modes, root) -> {
            boolean nx = States.paging(r) && (r.efer() & States.NX) != 0;
            assertEquals(nx ? 1 : 0, root.mmuRole() >>> 12 & 1, id + r);
          });
    }
  }

  @Test
  void v5_10CopiesRegistersEvenWithoutPaging() {
    everywhere(
        Guest.revision("v5.10"),
        Guest.NPT,
        (r, modes, root) -> {
          long word = root.mmuRole();
          assertEquals((r.efer() & States.NX) != 0 ? 1 : 0, word >>> 12 & 1, r.toString());
          assertEquals((r.cr0() & States.WP) != 0 ? 1 : 0, word >>> 13 & 1, r.toString());
          assertEquals((r.cr4() & States.PKE) != 0 ? 1 : 0, word >>> 37 & 1, r.toString());
          assertEquals((r.cr4() & States.LA57) != 0 ? 1 : 0, word >>> 40 & 1, r.toString());
          assertEquals(40, word >>> 41 & 0x3f, "maxphyaddr");
          assertEquals(1, word >>> 4 & 1, "gpte_is_8_bytes");
          assertEquals(0, root.cpuRole(), "there is no cpu_role");
        });
  }

  /** The word that the kernel's own code gives on a host with EPT for a guest of 36 bits. */
  @Test
  void v5_10ToldPaeFromLongModeByNothing() {
    VcpuMmu pae = of36Bits("v5.10", new Registers(0x80010011L, 0, 0x20, 0));
    VcpuMmu longMode = of36Bits("v5.10", new Registers(0x80010011L, 0, 0x20, 0x500));
    assertEquals(0x480d_0000_2794L, pae.context(MmuId.ROOT).mmuRole());
    assertEquals(0x480d_0000_2794L, longMode.context(MmuId.ROOT).mmuRole());
    assertEquals(3, pae.context(MmuId.ROOT).rootLevel());
    assertEquals(4, longMode.context(MmuId.ROOT).rootLevel());
  }

  @Test
  void sinceV5_18EferLmaTellsPaeFromLongMode() {
    VcpuMmu pae = of36Bits("v5.18", new Registers(0x80010011L, 0, 0x20, 0));
    VcpuMmu longMode = of36Bits("v5.18", new Registers(0x80010011L, 0, 0x20, 0x500));
    long differing = pae.context(MmuId.ROOT).mmuRole() ^ longMode.context(MmuId.ROOT).mmuRole();
    assertEquals(1L << 41, differing);
  }

  private static VcpuMmu of36Bits(String id, Registers registers) {
    VcpuState state = new VcpuState(registers, GuestCpuid.assumed(Vendor.INTEL, 36));
    return new VcpuMmu(Guest.revision(id).spec(), Guest.EPT, state, new GuestMemory());
  }

  /** kvm_mmu_get_tdp_level(), v5.18 mmu.c. */
  @Test
  void fiveLevelTdpIsForcedOnAmdAndOnDemandOnIntel() {
    assertEquals(4, tdpLevel(Guest.EPT_5, 48));
    assertEquals(5, tdpLevel(Guest.EPT_5, 52));
    assertEquals(5, tdpLevel(Guest.NPT_5, 48));
    assertEquals(5, tdpLevel(Guest.NPT_5, 52));
    assertEquals(4, tdpLevel(Guest.NPT, 52));
  }

  private static int tdpLevel(Machine host, int maxphyaddr) {
    VcpuState state = new VcpuState(Guest.LONG, GuestCpuid.assumed(host.vendor(), maxphyaddr));
    VcpuMmu vcpu = new VcpuMmu(Guest.revision("v5.18").spec(), host, state, new GuestMemory());
    assertEquals(
        vcpu.context(MmuId.ROOT).mmuRole() & 0xf, vcpu.context(MmuId.ROOT).shadowRootLevel());
    return vcpu.context(MmuId.ROOT).shadowRootLevel();
  }

  @Test
  void accessIsAllOfTheKernelsAccBits() {
    MmuContext narrow =
        States.vcpu(Guest.revision("v6.12"), Guest.NPT, Guest.LONG, 0).context(MmuId.ROOT);
    MmuContext wide =
        States.vcpu(Guest.revision("v7.2"), Guest.NPT, Guest.LONG, 0).context(MmuId.ROOT);
    assertEquals(7, narrow.cpuRole() >>> 8 & 7);
    assertEquals(0xf, wide.cpuRole() >>> 8 & 0xf);
  }

  @Test
  void smmAndGuestModeAreInEveryRole() {
    for (MmuRevision revision : MmuHistory.revisions()) {
      Set<Long> words = new HashSet<>();
      for (int modes = 0; modes < MODES; modes++) {
        words.add(
            States.vcpu(revision, Guest.NPT, Guest.LONG, modes).context(MmuId.ROOT).mmuRole());
      }
      assertEquals(MODES, words.size(), revision.id());
      assertTrue(words.stream().noneMatch(w -> w == 0), revision.id());
    }
  }

  @Test
  void wpIsInTheTdpRoleUntilSeries10() {
    Registers withoutWp = new Registers(0x80000011L, 0, 0x20, 0xd00);
    for (MmuRevision revision : series07To10().toList()) {
      assertNotEquals(
          States.vcpu(revision, Guest.NPT, Guest.LONG, 0).context(MmuId.ROOT).mmuRole(),
          States.vcpu(revision, Guest.NPT, withoutWp, 0).context(MmuId.ROOT).mmuRole());
    }
  }
}
