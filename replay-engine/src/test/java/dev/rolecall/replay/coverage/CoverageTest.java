// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.run.StepObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What single traces exercise; the expected points follow from the events and KVM's rules. */
final class CoverageTest {
  private static final String HEADER = "vcpu,event,args,expect\n";
  private static final String NPT = ",machine,revision=v6.1 vendor=amd,\n";
  private static final String LONG_MODE = "0,vcpu,cr0=0x80010011 cr3=0x1000 cr4=0x20 efer=0x500,\n";

  @TempDir Path folder;

  private Coverage cover(String... traces) throws IOException {
    Coverer coverer = new Coverer(Optional.empty());
    for (String trace : traces) {
      Path file = Files.createTempFile(folder, "trace", ".csv");
      Files.writeString(file, HEADER + trace);
      Coverer.Covered covered = coverer.replay(TraceFile.of(file), StepObserver.NONE);
      assertEquals(List.of(), covered.report().problems());
      coverer.take(covered);
    }
    return coverer.coverage();
  }

  private static Map<String, Long> points(Coverage coverage, Area area) {
    return coverage.measure().points(area).stream()
        .collect(Collectors.toMap(Measure.Point::name, Measure.Point::count));
  }

  @Test
  void writesThatTurnLongModeOnChangeTheModeOnce() throws IOException {
    Coverage coverage =
        cover(
            NPT
                + "0,vcpu,cr0=0x11,\n"
                + "0,write,cr4=0x20,\n"
                + "0,write,efer=0x100,\n"
                + "0,write,cr0=0x80000011,\n");
    assertEquals(Map.of("L1 by write: no paging -> 4-level", 1L), points(coverage, Area.MODES));
    assertEquals(
        Map.of("write cr0 accepted", 1L, "write cr4 accepted", 1L, "write efer accepted", 1L),
        points(coverage, Area.WRITES));
  }

  /** kvm_set_cr4(), v6.1 x86.c: CR4.LA57 does not change in long mode. */
  @Test
  void refusedWriteIsOneAndDecidesNothing() throws IOException {
    Coverage coverage = cover(NPT + LONG_MODE + "0,write,cr4=0x1020,\n");
    assertEquals(Map.of("write cr4 refused", 1L), points(coverage, Area.WRITES));
    assertEquals(Map.of(), points(coverage, Area.CONTEXTS));
    assertEquals(Map.of(), points(coverage, Area.MODES));
  }

  @Test
  void recordedRefusalCountsWhateverTheRulesSay() throws IOException {
    Coverage coverage = cover(NPT + LONG_MODE + "0,write,cr3=0x2000,accepted=0\n");
    assertEquals(Map.of("write cr3 refused", 1L), points(coverage, Area.WRITES));
  }

  @Test
  void rootsThatWereLeftAreFoundAgain() throws IOException {
    Coverage coverage =
        cover(
            ",machine,revision=v6.1 vendor=amd tdp=0,\n"
                + ",memslot,gfn=0x0 pages=0x1000,\n"
                + LONG_MODE
                + "0,load,,\n"
                + "0,write,cr3=0x2000,\n"
                + "0,load,,\n"
                + "0,write,cr3=0x1000,\n"
                + "0,load,,\n");
    assertEquals(
        Map.of("write cr3: root_mmu (shadow) new", 1L, "write cr3: root_mmu (shadow) cached", 1L),
        points(coverage, Area.PGDS));
    assertEquals(
        Map.of("root_mmu (shadow) root of a page", 2L, "root_mmu (shadow) root kept", 1L),
        points(coverage, Area.ROOTS));
  }

  @Test
  void waysIntoSmmAndL2AreCountedByMode() throws IOException {
    Coverage coverage =
        cover(
            NPT
                + LONG_MODE
                + "0,nested_entry,mode=npt ncr3=0x5000 cr0=0x11 cr4=0x0 efer=0x0,\n"
                + "0,nested_exit,,\n"
                + "0,smm,enter=1,\n"
                + "0,smm,enter=0,\n");
    assertEquals(
        Map.of(
            "L1 4-level -> L2 (npt) no paging", 1L,
            "L2 (npt) no paging -> L1 4-level", 1L,
            "L1 4-level -> SMM no paging", 1L,
            "SMM no paging -> L1 4-level", 1L),
        points(coverage, Area.WORLDS));
  }

  /** kvm_calc_tdp_mmu_root_page_role(), v6.1 mmu.c, never sets has_4_byte_gpte. */
  @Test
  void constantFieldsAreNoPoints() throws IOException {
    Coverage coverage = cover(NPT + LONG_MODE + "0,smm,enter=1,\n");
    Set<String> roles = points(coverage, Area.ROLES).keySet();
    assertTrue(roles.contains("root_mmu (tdp) root_role.smm=0"), roles.toString());
    assertTrue(roles.contains("root_mmu (tdp) root_role.smm=1"), roles.toString());
    assertTrue(roles.contains("root_mmu (tdp) cpu_role.has_4_byte_gpte=0"), roles.toString());
    assertFalse(roles.contains("root_mmu (tdp) root_role.has_4_byte_gpte=0"), roles.toString());
  }

  @Test
  void walksCountByTheirTablesAndTheRuleThatEndsThem() throws IOException {
    String tables =
        """
        ,memory,gpa=0x1000 qwords=0x2007,
        ,memory,gpa=0x2000 qwords=0x3007,
        ,memory,gpa=0x3000 qwords=0x4007,
        ,memory,"gpa=0x4000 qwords=0x5007,0x5005",
        """;
    Coverage coverage =
        cover(
            NPT
                + tables
                + LONG_MODE
                + "0,access,mmu=root addr=0x10 access=w,\n"
                + "0,access,mmu=root addr=0x1010 access=w,\n"
                + "0,access,mmu=root addr=0x2010 access=r,\n");
    assertEquals(
        Map.of(
            "root_mmu, 4-level tables: a page of level 1", 1L,
            "root_mmu, 4-level tables: not writable", 1L,
            "root_mmu, 4-level tables: not present", 1L),
        points(coverage, Area.WALKS));
  }

  /** nested_svm_vmrun(), v6.1 svm/nested.c, refuses VMRUN in SMM. */
  @Test
  void whatNoGuestCanDoIsToldApart() throws IOException {
    Coverage coverage =
        cover(
            NPT
                + "0,vcpu,cr0=0x80010011 cr4=0x20 efer=0x500 smm=1,\n"
                + "0,nested_entry,mode=npt ncr3=0x5000,\n");
    List<String> beyond = coverage.beyond(Area.ROLES);
    assertTrue(beyond.contains("nested_mmu cpu_role.smm=1"), beyond.toString());
  }

  @Test
  void kernelPointsAreMeasuredApart() throws IOException {
    Coverage coverage = cover(NPT + LONG_MODE, NPT.replace("v6.1", "v5.10") + LONG_MODE);
    assertEquals(
        List.of("v5.10", "v6.1"), coverage.kernels().stream().map(k -> k.revision().id()).toList());
    assertEquals(List.of(1, 1), coverage.kernels().stream().map(k -> k.needed().size()).toList());
  }

  @Test
  void unknownStateCountsNoRoles() throws IOException {
    Coverage coverage =
        cover(
            NPT
                + "0,widen,cr0=0xffffffff cr4=0xffffffff efer=0xffff smm=1 guest_mode=1,\n"
                + "0,write,cr3=0x1000,accepted=1\n");
    assertEquals(2, coverage.ofUnknownState());
    assertEquals(Map.of(), points(coverage, Area.ROLES));
    assertEquals(Map.of("write cr3 accepted", 1L), points(coverage, Area.WRITES));
  }

  @Test
  void namedHostAloneExercisesNothing() throws IOException {
    Coverage coverage = cover(NPT);
    assertTrue(coverage.isEmpty());
    assertEquals(125, coverage.exitCode());
  }

  @Test
  void everyPointOfAKernelHasANameOfItsOwn() throws IOException {
    Measure measure = cover(NPT + LONG_MODE).measure();
    for (Area area : Area.values()) {
      List<Measure.Point> all = measure.points(area);
      all.addAll(measure.never(area));
      Set<String> names = new HashSet<>(all.stream().map(Measure.Point::name).toList());
      assertEquals(measure.possible(area), names.size(), area.title());
    }
  }
}
