// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.probes.KernelTarget;
import dev.rolecall.replay.probes.ProbePlan;
import dev.rolecall.replay.probes.ProbePlanner;
import dev.rolecall.replay.probes.RecordingGuide;
import dev.rolecall.replay.probes.RecordingJson;
import dev.rolecall.replay.probes.RecordingScript;
import dev.rolecall.replay.probes.TargetRequest;
import dev.rolecall.replay.probes.ThisMachine;
import dev.rolecall.replay.probes.UnknownKernelException;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.Vendor;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rolecall capture}: how to record a kernel. */
@Command(
    name = "capture",
    header = "Prints how to record a kernel: the trace-cmd command and the probes of its roles.",
    description = {
      "%nKVM's tracepoints show what its MMU does, but no role. The probes of the group kvmrole read "
          + "the registers, roles and roots of a vCPU where KVM handles them; where they lie differs "
          + "from kernel to kernel, and is taken from the kernel's own types. Without options the "
          + "kernel is that of this machine. Nothing is recorded or changed.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A probe that is left out, and what that costs, is named. Text that begins with # in a file of",
      "definitions is a comment. tools/capture/record-kvm records with such a file, without Java.",
      "",
      "Examples:",
      "  rolecall capture",
      "  rolecall capture --print script -o record-kvm && sudo bash record-kvm -o trace.dat",
      "  rolecall capture --release 6.1.0-55-amd64 --vendor amd --btf kvm --btf-base vmlinux \\",
      "      --print probes -o probes.txt"
    })
final class CaptureVerb implements Callable<Integer> {
  /** What is printed as text. */
  enum Printed {
    GUIDE,
    PROBES,
    SCRIPT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--release",
      paramLabel = "R",
      description = "What uname -r prints on the machine that is to record; this one's if absent.")
  private Optional<String> release = Optional.empty();

  @Option(
      names = "--vendor",
      paramLabel = "VENDOR",
      description = "amd or intel: whose CPU it has.")
  private Optional<Vendor> vendor = Optional.empty();

  @Option(
      names = "--btf",
      paramLabel = "FILE",
      description =
          "The kernel's types: its /sys/kernel/btf/kvm, or vmlinux if KVM is built in; a kvm.ko with a "
              + "section .BTF; or the text of bpftool btf dump file … format raw, or of pahole -C "
              + "kvm_vcpu,kvm_vcpu_arch,kvm_mmu,kvm_mmu_root_info.")
  private Optional<Path> btf = Optional.empty();

  @Option(
      names = "--btf-base",
      paramLabel = "FILE",
      description = "The /sys/kernel/btf/vmlinux that a module's BTF continues.")
  private Optional<Path> btfBase = Optional.empty();

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description =
          "The very kvm.ko that runs there, or what objdump -dr --no-show-raw-insn prints of it: "
              + "before v6.9 returns are probed at their instructions, as far as the code proves "
              + "which register holds the vCPU. Needs objdump for a kvm.ko.")
  private Optional<Path> module = Optional.empty();

  @Option(
      names = "--print",
      paramLabel = "WHAT",
      defaultValue = "guide",
      description =
          "guide (the default), probes: the definitions alone, or script: one that records with them.")
  private Printed printed;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    KernelTarget kernel;
    ProbePlan plan;
    try {
      kernel =
          new TargetRequest(release, vendor, btf, btfBase, module)
              .resolve(new ThisMachine(Path.of("/")));
      plan = ProbePlanner.plan(kernel);
    } catch (TraceInputException e) {
      throw new FaultException(e.problem().toString());
    } catch (UnknownKernelException e) {
      throw new FaultException(e.reason());
    }
    return output.print(
        out -> {
          if (output.format() == OutputOptions.Format.JSON) {
            json(out, kernel, plan);
          } else {
            for (String line : lines(kernel, plan)) {
              out.append(line).append('\n');
            }
          }
          return ExitCode.DONE;
        });
  }

  private List<String> lines(KernelTarget kernel, ProbePlan plan) throws IOException {
    if (printed == Printed.PROBES && plan.probes().isEmpty()) {
      throw new FaultException(
          "the types of " + kernel.name() + " are not at hand: rolecall capture says what helps");
    }
    return switch (printed) {
      case GUIDE -> RecordingGuide.lines(kernel, plan, output.palette());
      case PROBES -> plan.definitions();
      case SCRIPT -> RecordingScript.lines(plan);
    };
  }

  private static void json(Writer out, KernelTarget kernel, ProbePlan plan) throws IOException {
    JsonWriter json = OutputOptions.json(out);
    json.setSerializeNulls(true);
    json.beginObject().name("document").value("rolecall-capture").name("version").value(1);
    json.name("tool").value(Version.text()).name("recording");
    RecordingJson.print(json, kernel, plan);
    json.endObject();
    out.append('\n');
  }
}
