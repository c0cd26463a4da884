// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.btf.BtfBlob;
import dev.rolecall.replay.probes.Probe.Certainty;
import dev.rolecall.replay.trace.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThisMachineTest {
  private static final TargetRequest THIS =
      new TargetRequest(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir private Path root;

  @Test
  void kernelWithKvmAsAModuleIsFound() throws Exception {
    machine("6.12.1", "AuthenticAMD");
    BtfBlob kernel = BtfBlob.kernel();
    kernel.function("schedule");
    write("sys/kernel/btf/vmlinux", kernel.bytes());
    BtfBlob kvm = KernelLayout.V6_12.in(BtfBlob.module(kernel));
    kvm.function("kvm_init_mmu", "vcpu");
    write("sys/kernel/btf/kvm", kvm.bytes());
    BtfBlob amd = BtfBlob.module(kernel);
    amd.function("svm_vcpu_run", "vcpu", "run_flags");
    write("sys/kernel/btf/kvm_amd", amd.bytes());
    KernelTarget target = THIS.resolve(new ThisMachine(root));
    Probe run = ProbePlanner.plan(target).probes().get(0);
    assertEquals("6.12.1", target.name());
    assertEquals(Optional.of(Vendor.AMD), target.vendor());
    assertEquals(Certainty.LISTED, run.certainty());
    assertTrue(run.definition().startsWith("p:kvmrole/run kvm_amd:svm_vcpu_run "), "run");
  }

  @Test
  void kernelWithKvmBuiltInIsFound() throws Exception {
    machine("6.18.44", "GenuineIntel");
    BtfBlob kernel = KernelLayout.V6_12.blob();
    kernel.function("schedule");
    kernel.function("kvm_init_mmu", "vcpu");
    write("sys/kernel/btf/vmlinux", kernel.bytes());
    KernelTarget target = THIS.resolve(new ThisMachine(root));
    assertEquals(Linkage.BUILT_IN, target.types().orElseThrow().linkage());
    assertEquals(Optional.of(Vendor.INTEL), target.vendor());
  }

  @Test
  void typesOfAKernelWhoseModuleIsNotLoadedAreNotTaken() throws Exception {
    machine("6.1.0", "AuthenticAMD");
    write("sys/kernel/btf/vmlinux", KernelLayout.V6_1.blob().bytes());
    assertEquals(Optional.empty(), THIS.resolve(new ThisMachine(root)).types());
  }

  @Test
  void nothingOfThisMachineIsTakenForAnotherKernel() throws Exception {
    machine("6.18.44", "GenuineIntel");
    KernelTarget target =
        TargetRequest.of("6.1.0", Optional.empty()).resolve(new ThisMachine(root));
    assertEquals(Optional.empty(), target.vendor());
    assertEquals(Optional.empty(), target.types());
  }

  @Test
  void releaseThatIsNoneIsRefused() {
    TargetRequest request = TargetRequest.of("latest", Optional.empty());
    assertThrows(UnknownKernelException.class, () -> request.resolve(new ThisMachine(root)));
  }

  @Test
  void machineWithoutProcNeedsTheRelease() {
    assertThrows(UnknownKernelException.class, () -> THIS.resolve(new ThisMachine(root)));
  }

  private void machine(String release, String vendor) throws IOException {
    write("proc/sys/kernel/osrelease", (release + "\n").getBytes(UTF_8));
    write("proc/cpuinfo", ("processor\t: 0\nvendor_id\t: " + vendor + "\n").getBytes(UTF_8));
  }

  private void write(String file, byte[] content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
  }
}
