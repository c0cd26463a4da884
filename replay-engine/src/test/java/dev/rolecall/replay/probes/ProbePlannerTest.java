// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.btf.BtfBlob;
import dev.rolecall.replay.btf.BtfBlob.Part;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.probes.Probe.Certainty;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The definitions are those with which the captures of traces/captures were recorded. */
class ProbePlannerTest {
  @TempDir private Path folder;

  @Test
  void probesOf510AreThoseOfItsCaptures() throws Exception {
    ProbePlan plan = plan("5.10.0-32-amd64", Vendor.AMD, KernelLayout.V5_10.blob());
    assertEquals(entries("5.10"), plan.definitions());
  }

  @Test
  void probesOf61AreThoseOfItsCaptures() throws Exception {
    assertEquals(
        entries("6.1"),
        plan("6.1.0-55-cloud-amd64", Vendor.AMD, KernelLayout.V6_1.blob()).definitions());
    assertEquals(
        entries("6.1-intel"),
        plan("6.1.0-55-cloud-amd64", Vendor.INTEL, KernelLayout.V6_1.blob()).definitions());
  }

  @Test
  void probesOf72AreThoseOfItsCaptures() throws Exception {
    List<String> made = plan("7.2.13", Vendor.AMD, KernelLayout.V7_2.blob()).definitions();
    for (String recorded : entries("7.2")) {
      assertTrue(made.contains(recorded), recorded);
    }
    // The captures have probes at these returns' instructions; the kernel offers returns
    // themselves.
    assertEquals(
        List.of("r:kvmrole/init_mmu_ret", "r:kvmrole/npt_init_ret"),
        made.stream()
            .filter(line -> !entriesOf72().contains(line))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList());
  }

  @Test
  void offsetsOf612AreThoseOfItsTypes() throws Exception {
    String run = plan("6.12.113", Vendor.INTEL, KernelLayout.V6_12.blob()).definitions().get(0);
    assertEquals(
        "p:kvmrole/run kvm_intel:vmx_vcpu_run vcpu=%di:x64 cr0=+440(%di):x64 cr3=+464(%di):x64"
            + " cr4=+472(%di):x64 efer=+520(%di):x64 hflags=+512(%di):x32 mmu=+672(%di):x64"
            + " walk=+1808(%di):x64 rcpu=+744(%di):x64 rrole=+752(%di):x32 rhpa=+736(%di):x64"
            + " rpgd=+728(%di):x64 gcpu=+1120(%di):x64 grole=+1128(%di):x32 ghpa=+1112(%di):x64"
            + " gpgd=+1104(%di):x64 ncpu=+1496(%di):x64 nrole=+1504(%di):x32",
        run);
  }

  @Test
  void olderKernelsHaveNoReturnProbesAndSaySo() throws Exception {
    ProbePlan plan = plan("6.8.0", Vendor.AMD, KernelLayout.V6_1.blob());
    assertEquals(
        List.of("init_mmu_ret", "load_ret", "new_pgd_ret", "npt_init_ret"),
        plan.leftOut().stream().map(LeftOut::event).toList());
    assertEquals(
        "return probes know the vCPU since v6.9; --module finds the return instructions",
        plan.leftOut().get(0).why());
  }

  @Test
  void codeOfAnOlderKernelGivesItsReturnInstructions() throws Exception {
    Path code =
        Files.writeString(
            folder.resolve("kvm.dis"),
            """
            0000000000000100 <kvm_mmu_new_pgd>:
               100:	push   %r12
               102:	mov    %rdi,%r12
               105:	test   %esi,%esi
               107:	jne    10c <kvm_mmu_new_pgd+0xc>
               109:	pop    %r12
               10b:	ret
               10c:	pop    %r12
               10e:	jmp    90 <kvm_mmu_free_roots>

            0000000000000200 <kvm_mmu_load>:
               200:	push   %rbx
               201:	mov    %rdi,%rbx
               204:	pop    %rbx
               205:	ret
            """);
    Path types = Files.write(folder.resolve("types.btf"), KernelLayout.V6_1.blob().bytes());
    KernelTarget target =
        new TargetRequest(
                Optional.of("6.1.0"),
                Optional.of(Vendor.AMD),
                Optional.of(types),
                Optional.empty(),
                Optional.of(code))
            .resolve(new ThisMachine(folder));
    ProbePlan plan = ProbePlanner.plan(target);
    String second = probe(plan, "new_pgd_ret1").definition();
    assertTrue(
        second.startsWith(
            "p:kvmrole/new_pgd_ret1 kvm:kvm_mmu_new_pgd+0xc vcpu=%r12:x64 cr0=+440(%r12):x64"),
        second);
    assertTrue(second.contains(" rp0p=+768(%r12):x64 "), second);
    String load = probe(plan, "load_ret").definition();
    assertTrue(load.startsWith("p:kvmrole/load_ret kvm:kvm_mmu_load+0x4 vcpu=%bx:x64"), load);
    assertEquals(
        List.of("init_mmu_ret", "npt_init_ret"),
        plan.leftOut().stream().map(LeftOut::event).toList());
    assertEquals(
        "not every return of kvm_init_mmu is proven in " + code, plan.leftOut().get(0).why());
  }

  @Test
  void functionsThatTheTypesListAreCertain() throws Exception {
    BtfBlob blob = KernelLayout.V6_1.blob();
    blob.function("kvm_init_mmu", "vcpu");
    ProbePlan plan = plan("6.1.0", Vendor.AMD, blob);
    assertEquals(Certainty.LISTED, probe(plan, "init_mmu").certainty());
    assertEquals(Certainty.NOT_LISTED, probe(plan, "load").certainty());
    assertEquals(Certainty.EXPECTED, probe(plan, "run").certainty());
  }

  @Test
  void parametersAreThoseThatTheTypesName() throws Exception {
    BtfBlob blob = KernelLayout.V6_12.blob();
    blob.function("kvm_init_mmu", "vcpu");
    blob.function(
        "kvm_init_shadow_ept_mmu",
        "vcpu",
        "execonly",
        "huge_page_level",
        "accessed_dirty",
        "mbec",
        "new_eptp");
    String definition = probe(plan("7.0.0", Vendor.INTEL, blob), "ept_init").definition();
    assertTrue(
        definition.contains(" a_execonly=%si:u8 a_hpl=%dx:s32 a_ad=%cx:u8 a_eptp=%r9:x64 vcpu=%di"),
        definition);
  }

  @Test
  void smmIsProbedWhereItsOneFunctionHasTheArgument() throws Exception {
    BtfBlob blob = KernelLayout.V5_10.blob();
    blob.function("kvm_init_mmu", "vcpu", "reset_roots");
    blob.function("kvm_smm_changed", "vcpu");
    blob.function("enter_smm", "vcpu");
    assertEquals("enter_smm", probe(plan("5.10.0", Vendor.AMD, blob), "smm").function());
  }

  @Test
  void builtInKvmHasSymbolsWithoutItsModule() throws Exception {
    BtfBlob blob = KernelLayout.V6_1.blob();
    blob.function("kvm_init_mmu", "vcpu");
    blob.function("schedule");
    ProbePlan plan = plan("6.1.0", Vendor.AMD, blob);
    assertTrue(
        probe(plan, "load").definition().startsWith("p:kvmrole/load kvm_mmu_load vcpu=%di:x64"),
        "built in");
  }

  @Test
  void missingMemberIsNamed() throws Exception {
    BtfBlob blob = BtfBlob.kernel();
    KernelTarget target = target("6.1.0", Vendor.AMD, blob);
    UnknownKernelException missing =
        assertThrows(UnknownKernelException.class, () -> ProbePlanner.plan(target));
    assertEquals("struct kvm_vcpu: expected a member arch.cr0, found none", missing.reason());
  }

  @Test
  void memberOfAnotherSizeIsRefused() throws Exception {
    BtfBlob blob = BtfBlob.kernel();
    int arch = blob.struct("kvm_vcpu_arch", 8, new Part("cr0", blob.number("int", 4), 0));
    blob.struct("kvm_vcpu", 8, new Part("arch", arch, 0));
    KernelTarget target = target("6.1.0", Vendor.AMD, blob);
    UnknownKernelException wrong =
        assertThrows(UnknownKernelException.class, () -> ProbePlanner.plan(target));
    assertEquals("struct kvm_vcpu: expected arch.cr0 to have 8 bytes, found 4", wrong.reason());
  }

  @Test
  void nothingIsProbedWithoutTypes() throws Exception {
    KernelTarget target =
        new KernelTarget(
            "6.1.0",
            new KernelRelease(6, 1),
            Optional.of(Vendor.AMD),
            Optional.empty(),
            Optional.empty());
    assertEquals(List.of(), ProbePlanner.plan(target).probes());
  }

  @Test
  void definitionsFitIntoALineOfTheKernel() throws Exception {
    for (KernelLayout layout : KernelLayout.values()) {
      for (String line : plan("7.2.0", Vendor.INTEL, layout.blob()).definitions()) {
        assertFalse(line.length() >= 4096, line); // WRITE_BUFSIZE, kernel/trace/trace.c
      }
    }
  }

  private static Probe probe(ProbePlan plan, String event) {
    return plan.probes().stream().filter(p -> p.event().equals(event)).findFirst().orElseThrow();
  }

  private ProbePlan plan(String release, Vendor vendor, BtfBlob types)
      throws IOException, TraceInputException, UnknownKernelException {
    return ProbePlanner.plan(target(release, vendor, types));
  }

  private KernelTarget target(String release, Vendor vendor, BtfBlob types)
      throws IOException, TraceInputException, UnknownKernelException {
    Path file = Files.write(folder.resolve("types.btf"), types.bytes());
    return new TargetRequest(
            Optional.of(release),
            Optional.of(vendor),
            Optional.of(file),
            Optional.empty(),
            Optional.empty())
        .resolve(new ThisMachine(folder));
  }

  /** The lines of a capture's definitions but those at return instructions. */
  private static List<String> entries(String capture) throws IOException {
    try (InputStream text =
        Objects.requireNonNull(ProbePlannerTest.class.getResourceAsStream(capture + ".probes"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.matches("p:kvmrole/\\w+_ret\\d? .*"))
          .toList();
    }
  }

  private static List<String> entriesOf72() {
    try {
      return entries("7.2");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
