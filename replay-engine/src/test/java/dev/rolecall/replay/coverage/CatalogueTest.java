// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be exercised, against what the kernels' code says. */
final class CatalogueTest {
  private static final Map<String, Catalogue> CATALOGUES = new ConcurrentHashMap<>();

  private static Set<String> possible(String revision, Area area) {
    Catalogue catalogue =
        CATALOGUES.computeIfAbsent(revision, id -> Catalogue.of(MmuHistory.find(id).orElseThrow()));
    return new Measure(catalogue, new CoverageMap())
        .never(area).stream().map(Measure.Point::name).collect(Collectors.toSet());
  }

  private static Set<String> fields(String revision, String word) {
    return possible(revision, Area.ROLES).stream()
        .filter(name -> name.startsWith(word + "."))
        .map(name -> name.substring(word.length() + 1).replaceAll("=.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> values(String revision, String field) {
    return possible(revision, Area.ROLES).stream()
        .filter(name -> name.startsWith(field + "="))
        .map(name -> name.substring(field.length() + 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * kvm_calc_tdp_mmu_root_page_role(), v6.1 mmu.c: of the host ad_disabled and level, of the vCPU
   * smm and guest_mode; the rest is constant, but for a CPUID update while L2 runs, which leaves 0
   * (kvm_mmu_after_set_cpuid()).
   */
  @Test
  void tdpRootRoleComesFromTheHostAndFromSmmAndGuestMode() {
    assertEquals(
        Set.of(
            "access", "ad_disabled", "cr0_wp", "direct", "efer_nx", "guest_mode", "level", "smm"),
        fields("v6.1", "root_mmu (tdp) root_role"));
    assertEquals(Set.of("0", "4", "5"), values("v6.1", "root_mmu (tdp) root_role.level"));
    assertEquals(Set.of("0", "7"), values("v6.1", "root_mmu (tdp) root_role.access"));
  }

  /** kvm_calc_tdp_mmu_root_page_role(), v5.10 mmu.c, copies the registers' bits. */
  @Test
  void tdpRoleOfOldKernelsVariesWithRegisters() {
    assertTrue(
        fields("v5.10", "root_mmu (tdp) mmu_role").containsAll(Set.of("cr0_wp", "nxe", "smm")));
    assertEquals(Set.of(), fields("v5.10", "root_mmu (tdp) cpu_role"));
  }

  /** kvm_init_shadow_mmu(), v6.1 mmu.c: at least PAE_ROOT_LEVEL, and efer_nx always. */
  @Test
  void shadowRootRoleHasThreeLevelsOrMore() {
    assertEquals(Set.of("3", "4", "5"), values("v6.1", "root_mmu (shadow) root_role.level"));
    assertEquals(
        Set.of("0", "2", "3", "4", "5"), values("v6.1", "root_mmu (shadow) cpu_role.level"));
    assertFalse(fields("v6.1", "root_mmu (shadow) root_role").contains("efer_nx"));
  }

  /** kvm_calc_shadow_ept_root_page_role(), kvm_mmu_after_set_cpuid(), v6.1 mmu.c. */
  @Test
  void eptRoleVariesWithWhatL1Gives() {
    assertEquals(Set.of("4", "5"), values("v6.1", "guest_mmu (ept) cpu_role.level"));
    assertEquals(Set.of("0", "4", "5"), values("v6.1", "guest_mmu (ept) root_role.level"));
    assertTrue(
        fields("v6.1", "guest_mmu (ept) cpu_role").containsAll(Set.of("ad_disabled", "execonly")));
  }

  /** init_kvm_nested_mmu(), since series/07 mmu.c: only cpu_role is set. */
  @Test
  void nestedMmuHasNoMmuRoleBesideItsCpuRole() {
    assertEquals(Set.of(), fields("v6.1", "nested_mmu root_role"));
    assertFalse(fields("v5.18", "nested_mmu mmu_role").isEmpty());
  }

  /** nested_svm_vmrun(), v5.10 and v6.1 svm/nested.c; vmx_is_valid_cr4(), v6.1 vmx.c. */
  @Test
  void l2IsNeverInSmm() {
    for (String revision : new String[] {"v5.10", "v6.1", "v7.2"}) {
      for (String word : new String[] {"cpu_role", "mmu_role", "root_role"}) {
        assertEquals(Set.of(), values(revision, "guest_mmu (npt) " + word + ".smm"), revision);
      }
    }
  }

  /** kvm_set_cr4(), v6.1 x86.c: in long mode neither PAE nor LA57 changes. */
  @Test
  void writesDoNotChangeTheLevelsOfLongMode() {
    Set<String> modes = possible("v6.1", Area.MODES);
    assertFalse(modes.contains("L1 by write: 4-level -> 5-level"));
    assertFalse(modes.contains("L1 by write: 4-level -> PAE"));
    assertTrue(modes.contains("L1 by write: 32-bit -> PAE"));
    assertTrue(modes.contains("L1 by write: no paging -> 5-level"));
    assertTrue(modes.contains("L1 by sregs: 4-level -> 5-level"));
  }

  /** enter_smm(), v6.1 x86.c, clears CR0.PG; nested_svm_check_permissions() needs paging. */
  @Test
  void smmBeginsUnpagedAndL2IsEnteredFromPagingModes() {
    Set<String> worlds = possible("v6.1", Area.WORLDS);
    assertTrue(worlds.contains("L2 (ept) PAE -> SMM no paging"));
    assertTrue(worlds.contains("L1 32-bit -> L2 (npt) 5-level"));
    assertTrue(worlds.stream().noneMatch(name -> name.matches(".*-> SMM .*(bit|PAE|level)")));
    assertTrue(worlds.stream().noneMatch(name -> name.matches("L1 no paging -> L2 .*")));
    assertTrue(worlds.stream().noneMatch(name -> name.matches("SMM .* -> SMM .*")));
  }

  /** SDM volume 3A, 4.6: protection keys and 5 levels are of long mode, NX needs 8-byte entries. */
  @Test
  void walksEndAsTheirTablesAllow() {
    Set<String> walks = possible("v6.1", Area.WALKS);
    assertTrue(walks.contains("root_mmu, 4-level tables: protection key"));
    assertFalse(walks.contains("root_mmu, PAE tables: protection key"));
    assertTrue(walks.contains("root_mmu, PAE tables: not executable"));
    assertFalse(walks.contains("root_mmu, 32-bit tables: not executable"));
    assertTrue(walks.contains("root_mmu, 32-bit tables: SMAP"));
    assertTrue(walks.contains("root_mmu, 4-level tables: a page of level 3"));
    assertFalse(walks.contains("root_mmu, PAE tables: a page of level 3"));
    assertTrue(walks.contains("guest_mmu, 5-level EPT: not readable"));
    assertTrue(walks.contains("nested_mmu, 32-bit tables: second stage"));
    assertFalse(walks.contains("root_mmu, 4-level tables: second stage"));
  }

  /** mmu_alloc_shadow_roots(), v6.12 mmu.c: a dummy root where there is no memory slot. */
  @Test
  void dummyRootsAreOfLaterKernels() {
    assertTrue(possible("v6.12", Area.ROOTS).contains("root_mmu (shadow) dummy root"));
    assertFalse(possible("v6.1", Area.ROOTS).contains("root_mmu (shadow) dummy root"));
  }
}
