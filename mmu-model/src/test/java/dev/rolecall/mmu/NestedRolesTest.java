// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.mmu.cpu.Machine;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.EptParams;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The roles of guest_mmu and nested_mmu, from every state of L1 or of L2. */
class NestedRolesTest {
  private static final List<Registers> STATES = States.registers();
  private static final List<String> WITHOUT_CPU_ROLE =
      List.of(
          "v5.10",
          "v5.18",
          "series/01",
          "series/02",
          "series/03",
          "series/04",
          "series/05",
          "series/06");

  static Stream<MmuRevision> all() {
    return MmuHistory.revisions().stream();
  }

  static Stream<MmuRevision> fromV5_18() {
    return all().filter(r -> !r.id().equals("v5.10"));
  }

  static Stream<MmuRevision> withCpuRole() {
    return all().filter(r -> !WITHOUT_CPU_ROLE.contains(r.id()));
  }

  static Stream<MmuRevision> withoutCpuRole() {
    return all().filter(r -> WITHOUT_CPU_ROLE.contains(r.id()));
  }

  private static VcpuMmu npt(MmuRevision revision, Machine host, Registers l1) {
    VcpuMmu vcpu = States.vcpu(revision, host, l1, 0);
    vcpu.enterNestedNpt(Guest.LONG, 0x6000);
    return vcpu;
  }

  private static MmuContext nested(MmuRevision revision, Registers l2) {
    VcpuMmu vcpu = States.vcpu(revision, Guest.NPT, Guest.LONG, 0);
    vcpu.enterNestedNpt(l2, 0x6000);
    return vcpu.context(MmuId.NESTED);
  }

  @ParameterizedTest
  @MethodSource("fromV5_18")
  void nptRoleIgnoresL1ProtectionKeys(MmuRevision revision) {
    for (Registers l1 : STATES) {
      VcpuMmu without = npt(revision, Guest.NPT, l1.withCr4(l1.cr4() & ~States.PKE));
      VcpuMmu with = npt(revision, Guest.NPT, l1.withCr4(l1.cr4() | States.PKE));
      assertSameRoles(without.context(MmuId.GUEST), with.context(MmuId.GUEST), l1);
    }
  }

  @ParameterizedTest
  @MethodSource("fromV5_18")
  void nptRoleIgnoresL1WriteProtectionAndPaging(MmuRevision revision) {
    for (Registers l1 : STATES) {
      Registers plain = new Registers(States.PG | 0x11, l1.cr3(), l1.cr4(), l1.efer());
      assertSameRoles(
          npt(revision, Guest.NPT, plain).context(MmuId.GUEST),
          npt(revision, Guest.NPT, l1).context(MmuId.GUEST),
          l1);
    }
  }

  private static void assertSameRoles(MmuContext want, MmuContext got, Registers l1) {
    assertEquals(want.mmuRole(), got.mmuRole(), l1.toString());
    assertEquals(want.cpuRole(), got.cpuRole(), l1.toString());
  }

  @ParameterizedTest
  @MethodSource("fromV5_18")
  void nptRoleIsOfTheHostsLevelsAndShadowsL1sTables(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    boolean supervisorFields = !revision.id().equals("v7.2");
    for (Registers l1 : STATES) {
      MmuContext guest = npt(revision, Guest.NPT, l1).context(MmuId.GUEST);
      long role = guest.mmuRole();
      Registers format = new Registers(States.PG, 0, l1.cr4(), l1.efer());
      long nx = (l1.efer() & States.NX) != 0 ? 1 : 0;
      long smep = (l1.cr4() & States.SMEP) != 0 ? 1 : 0;
      long smap = (l1.cr4() & States.SMAP) != 0 ? 1 : 0;
      assertEquals(4, layout.get(role, RoleField.LEVEL), l1.toString());
      assertEquals(States.levels(format), guest.rootLevel(), l1.toString());
      assertEquals(0, layout.get(role, RoleField.DIRECT), l1.toString());
      assertEquals(nx, layout.get(role, RoleField.EFER_NX), l1.toString());
      assertEquals(supervisorFields ? 0 : 1, layout.get(role, RoleField.CR0_WP), l1.toString());
      assertEquals(
          supervisorFields ? smep : 0, layout.get(role, RoleField.SMEP_ANDNOT_WP), l1.toString());
      assertEquals(
          supervisorFields ? smap : 0, layout.get(role, RoleField.SMAP_ANDNOT_WP), l1.toString());
      assertEquals(0, guest.directMap(), l1.toString());
    }
  }

  /** kvm_init_shadow_npt_mmu(), v7.2 mmu.c: CR4.SMEP is GMET's, has_pferr_fetch is L1's. */
  @Test
  void v7_2NptCpuRoleHasNoSmepButTellsFetches() {
    MmuRevision revision = Guest.revision("v7.2");
    for (Registers l1 : STATES) {
      long word = npt(revision, Guest.NPT, l1).context(MmuId.GUEST).cpuRole();
      boolean tells = (l1.cr4() & States.SMEP) != 0 || (l1.efer() & States.NX) != 0;
      assertEquals(0, word >>> 20 & 1, "cr4_smep of " + l1);
      assertEquals(tells ? 1 : 0, word >>> 39 & 1, "has_pferr_fetch of " + l1);
      assertEquals(0, word >>> 36 & 1, "cr4_smap of " + l1);
    }
  }

  @ParameterizedTest
  @MethodSource("fromV5_18")
  void passthroughIsFiveHostLevelsOverFourOfL1(MmuRevision revision) {
    boolean known = List.of("v5.19", "v6.1", "v6.12", "v7.2").contains(revision.id());
    for (Registers l1 : STATES) {
      Registers format = new Registers(States.PG, 0, l1.cr4(), l1.efer());
      boolean want = known && States.levels(format) == 4;
      assertEquals(want ? 1 : 0, passthrough(revision, Guest.NPT_5, l1), l1.toString());
      assertEquals(0, passthrough(revision, Guest.NPT, l1), l1.toString());
    }
  }

  private static long passthrough(MmuRevision revision, Machine host, Registers l1) {
    return npt(revision, host, l1).context(MmuId.GUEST).mmuRole() >>> 18 & 1;
  }

  /**
   * enter_svm_guest_mode(): guest mode comes after the NPT context until v5.19, before from v6.1.
   */
  @ParameterizedTest
  @CsvSource({"v5.10, 0", "v5.18, 0", "series/07, 0", "v5.19, 0", "v6.1, 1", "v6.12, 1", "v7.2, 1"})
  void nptRoleIsInGuestModeFromV6_1(String id, long want) {
    MmuContext guest = npt(Guest.revision(id), Guest.NPT, Guest.LONG).context(MmuId.GUEST);
    assertEquals(want, guest.mmuRole() >>> 17 & 1);
  }

  /** kvm_calc_shadow_npt_root_page_role(), v5.10 mmu.c, is given L2's registers. */
  @Test
  void v5_10NptRoleIsOfL2sRegistersThoughL1sRuleTheFormat() {
    MmuRevision revision = Guest.revision("v5.10");
    for (Registers l2 : STATES) {
      VcpuMmu vcpu = States.vcpu(revision, Guest.NPT, new Registers(0x80000011L, 0, 0, 0), 0);
      vcpu.enterNestedNpt(l2, 0x6000);
      MmuContext guest = vcpu.context(MmuId.GUEST);
      assertEquals((l2.efer() & States.NX) != 0 ? 1 : 0, guest.mmuRole() >>> 12 & 1, "nxe " + l2);
      assertEquals((l2.cr0() & States.WP) != 0 ? 1 : 0, guest.mmuRole() >>> 13 & 1, "wp " + l2);
      assertEquals((l2.cr4() & States.PAE) != 0 ? 1 : 0, guest.mmuRole() >>> 4 & 1, "pae " + l2);
      assertEquals(4, guest.mmuRole() & 0xf, "level " + l2);
      assertEquals(2, guest.rootLevel(), "L1 pages with 32 bits");
    }
  }

  @ParameterizedTest
  @MethodSource("withCpuRole")
  void nestedMmuHasOnlyACpuRoleWhereDirectIsNoPaging(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    for (Registers l2 : STATES) {
      MmuContext nested = nested(revision, l2);
      assertEquals(0, nested.mmuRole(), l2.toString());
      assertEquals(!States.paging(l2), layout.isSet(nested.cpuRole(), RoleField.DIRECT));
      assertEquals(1, layout.get(nested.cpuRole(), RoleField.GUEST_MODE), l2.toString());
      assertEquals(States.levels(l2), nested.rootLevel(), l2.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("withoutCpuRole")
  void nestedMmuIsAlwaysDirectBeforeThat(MmuRevision revision) {
    RoleLayout layout = revision.layout();
    for (Registers l2 : STATES) {
      MmuContext nested = nested(revision, l2);
      assertEquals(0, nested.cpuRole(), l2.toString());
      assertEquals(1, layout.get(nested.mmuRole(), RoleField.DIRECT), l2.toString());
      assertEquals(States.levels(l2), layout.get(nested.mmuRole(), RoleField.LEVEL));
      assertEquals(States.levels(l2), nested.rootLevel(), l2.toString());
    }
  }

  /** kvm_calc_shadow_ept_root_page_role(), v5.18 mmu.c. */
  @ParameterizedTest
  @MethodSource("fromV5_18")
  void eptRoleDependsOnNoRegister(MmuRevision revision) {
    long access = revision.id().equals("v7.2") ? 0xf00 : 0x700;
    long ext = revision.id().equals("series/17") ? 0x1 : 0x3;
    for (Registers l1 : STATES) {
      VcpuMmu vcpu = States.vcpu(revision, Guest.EPT, l1, 0);
      vcpu.enterNestedEpt(Guest.LONG, 0x601e, new EptParams(4, 1, 0));
      MmuContext guest = vcpu.context(MmuId.GUEST);
      long base = 0x30004 | access;
      boolean narrow = revision.layout().has(RoleField.EFER_LMA) && isNarrow(revision);
      assertEquals(narrow ? base : ext << 32 | base, guest.mmuRole(), l1.toString());
      assertEquals(
          WITHOUT_CPU_ROLE.contains(revision.id()) ? 0 : ext << 32 | base, guest.cpuRole());
      assertEquals(4, guest.rootLevel());
      assertEquals(4, guest.shadowRootLevel());
      assertEquals(0, guest.directMap());
    }
  }

  /** Whether root_role has 32 bits: since series/14. */
  private static boolean isNarrow(MmuRevision revision) {
    return !WITHOUT_CPU_ROLE.contains(revision.id())
        && !List.of(
                "series/07",
                "series/08",
                "series/09",
                "series/10",
                "series/11",
                "series/12",
                "series/13")
            .contains(revision.id());
  }

  @ParameterizedTest
  @CsvSource({"0x601e, 4", "0x6026, 5", "0x605e, 4", "0x6066, 5"})
  void eptPointerTellsTheLevels(String eptp, int level) {
    assertEquals(level, EptParams.of(Long.decode(eptp), 0, 0).level());
  }

  @Test
  void eptRoleHasRootMmusSmmUntilSeries01() {
    assertEquals(1, smmOfEpt("v5.10"));
    assertEquals(1, smmOfEpt("v5.18"));
    assertEquals(0, smmOfEpt("series/01"));
    assertEquals(0, smmOfEpt("v5.19"));
    assertEquals(0, smmOfEpt("v7.2"));
  }

  private static long smmOfEpt(String id) {
    VcpuMmu vcpu = States.vcpu(Guest.revision(id), Guest.EPT, Guest.LONG, 1);
    vcpu.enterNestedEpt(Guest.LONG, 0x601e, new EptParams(4, 0, 1));
    return vcpu.context(MmuId.GUEST).mmuRole() >>> 24 & 0xff;
  }

  /** "Impossible" together, they mark a shadow EPT page: v5.10 mmu.c. */
  @Test
  void v5_10MarksEptRolesByWpWithSmapAndNotWp() {
    for (Registers l1 : STATES) {
      VcpuMmu vcpu = States.vcpu(Guest.revision("v5.10"), Guest.EPT, l1, 0);
      vcpu.enterNestedEpt(Guest.LONG, 0x601e, new EptParams(4, 0, 1));
      long role = vcpu.context(MmuId.GUEST).mmuRole();
      assertEquals(0xa000, role & 0xf000, l1.toString());
      assertEquals((l1.cr4() & States.SMEP) != 0 ? 1 : 0, role >>> 39 & 1, l1.toString());
    }
  }
}
