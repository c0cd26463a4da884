// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.doctor.Ability.Degree;
import dev.rolecall.replay.doctor.VcpuStart.Life;
import dev.rolecall.replay.doctor.VcpuStart.Register;
import dev.rolecall.replay.format.capture.Machine.Paging;
import dev.rolecall.replay.trace.Vendor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExaminationTest {
  private static final int THREAD = 612;

  @Test
  void registersAreKnownFromTheirFirstSighting() {
    Diagnosis.Capture capture =
        new Sample("6.1.0")
            .event("kvm", "kvm_entry", THREAD, 0, "vcpu_id", 0, "rip", 0x8000)
            .event("kvm", "kvm_cr", THREAD, 0, "rw", 1, "cr", 4, "val", 0x20)
            .event("kvm", "kvm_cr", THREAD, 0, "rw", 0, "cr", 0, "val", 0x11)
            .event("kvm", "kvm_cr", THREAD, 0, "rw", 1, "cr", 4, "val", 0x30)
            .event("kvm", "kvm_msr", THREAD, 0, "write", 1, "ecx", 0x10, "data", 1)
            .diagnosis();
    assertEquals(
        List.of(
            new VcpuStart(
                0,
                0,
                Set.of(THREAD),
                Life.RUNNING,
                1,
                Map.of(
                    Register.CR4, new Sighting(2, "kvm_cr"),
                    Register.CR0, new Sighting(3, "kvm_cr")))),
        capture.vcpus());
  }

  @Test
  void vcpuThatStartsAtTheResetVectorIsToldFromOneThatRan() {
    Diagnosis.Capture capture =
        new Sample("6.1.0")
            .event("kvm", "kvm_entry", 1, 0, "vcpu_id", 0, "rip", 0xfff0)
            .event("kvm", "kvm_entry", 2, 0, "vcpu_id", 1, "rip", 0x10_0000)
            .event("kvm", "kvm_entry", 2, 0, "vcpu_id", 1, "rip", 0xfff0)
            .diagnosis();
    assertEquals(
        List.of(Life.RESET, Life.RUNNING), capture.vcpus().stream().map(VcpuStart::life).toList());
  }

  @Test
  void vmxIsToldByItsExitsAndEptByItsViolations() {
    Host host =
        new Sample("6.1.0")
            .event("kvm", "kvm_exit", THREAD, 0, "isa", Sample.VMX, "exit_reason", 48)
            .event("kvm", "kvm_exit", THREAD, 0, "isa", Sample.VMX, "exit_reason", 12)
            .diagnosis()
            .host();
    assertEquals(
        new Host(
            Vendor.INTEL,
            Optional.of("2 exits of VMX"),
            Paging.TWO_DIMENSIONAL,
            Optional.of("1 EPT exit")),
        host);
  }

  @Test
  void whatIsAssumedOfTheHostIsSaidToBe() {
    Host host =
        new Sample("6.1.0")
            .event("kvm", "kvm_entry", THREAD, 0, "vcpu_id", 0, "rip", 0)
            .diagnosis()
            .host();
    assertEquals(Optional.empty(), host.vendorFrom());
    assertEquals(Optional.empty(), host.pagingFrom());
    assertEquals(Optional.empty(), host.knownVendor());
  }

  @Test
  void missingGroupIsSaidToBeMissingAsAWhole() {
    Diagnosis.Capture capture =
        new Sample("6.1.0")
            .event("kvm", "kvm_exit", THREAD, 0, "isa", Sample.SVM, "exit_reason", 0x4e)
            .diagnosis();
    assertEquals(
        "no event of group kvmmmu is in it: record with -e kvmmmu",
        missing(capture, "kvmmmu:kvm_mmu_get_page").why());
    assertTrue(
        missing(capture, "kvmrole:*").costs().contains("look-ups of shadow pages"), "probes");
    assertEquals(Degree.NO, degree(capture, "roles"));
  }

  @Test
  void missingRegisterWritesHaveTheReasonOfTheHost() {
    Diagnosis.Capture ept =
        new Sample("6.1.0")
            .event("kvm", "kvm_exit", THREAD, 0, "isa", Sample.VMX, "exit_reason", 48)
            .diagnosis();
    assertTrue(
        missing(ept, "kvm:kvm_cr").why().contains("with EPT a guest writes CR3, CR0.TS"), "ept");
    Diagnosis.Capture shadow =
        new Sample("6.1.0")
            .event("kvm", "kvm_exit", THREAD, 0, "isa", Sample.SVM, "exit_reason", 0x4e)
            .diagnosis();
    assertEquals("not enabled, or it did not happen", missing(shadow, "kvm:kvm_cr").why());
  }

  @Test
  void missingRegisterWritesCostNothingWhereProbesRecordRegisters() {
    Diagnosis.Capture capture =
        new Sample("6.1.0").event("kvmrole", "run", THREAD, 0, "vcpu", 1, "cr0", 0).diagnosis();
    assertEquals(
        "nothing: the probes record the registers", missing(capture, "kvm:kvm_cr").costs());
    assertEquals(Degree.YES, degree(capture, "roles"));
  }

  @Test
  void probeOfSeveralReturnsIsNotMissing() {
    Diagnosis.Capture capture =
        new Sample("6.1.0")
            .event("kvmrole", "run", THREAD, 0, "vcpu", 1)
            .event("kvmrole", "init_mmu_ret1", THREAD, 0, "vcpu", 1)
            .diagnosis();
    List<String> missing = capture.missing().stream().map(Missing::event).toList();
    assertFalse(missing.contains("kvmrole:init_mmu_ret"), missing.toString());
    assertTrue(missing.contains("kvmrole:init_mmu"), missing.toString());
    assertFalse(missing.contains("kvmrole:ept_init"), missing.toString());
  }

  @Test
  void eventsAreCountedByCpuAndLossesToo() {
    Contents contents =
        new Sample("6.1.0")
            .event("kvm", "kvm_entry", 1, 0, "vcpu_id", 0, "rip", 0)
            .event("kvm", "kvm_entry", 2, 1, "vcpu_id", 1, "rip", 0)
            .event("kvm", "kvm_entry", 1, 0, "vcpu_id", 0, "rip", 0)
            .lost(1, 3)
            .lost(1, -1)
            .diagnosis()
            .contents();
    assertEquals(
        List.of(new CpuCount(0, 2, 0, 0, 0), new CpuCount(1, 1, 3, 2, 1)), contents.cpus());
    assertEquals(new CpuCount(0, 3, 3, 2, 1), contents.total());
    assertEquals(75, contents.cpus().get(1).lostPercent());
    assertEquals(2000, contents.lastNs() - contents.firstNs());
  }

  @Test
  void releaseThatIsNotUnderstoodLeavesTheKernelOpen() {
    assertEquals(Optional.empty(), new Sample("").diagnosis().release());
  }

  private static Missing missing(Diagnosis.Capture capture, String event) {
    return capture.missing().stream()
        .filter(each -> each.event().equals(event))
        .findFirst()
        .orElseThrow();
  }

  private static Degree degree(Diagnosis.Capture capture, String subject) {
    return capture.abilities().stream()
        .filter(each -> each.subject().equals(subject))
        .findFirst()
        .orElseThrow()
        .degree();
  }
}
