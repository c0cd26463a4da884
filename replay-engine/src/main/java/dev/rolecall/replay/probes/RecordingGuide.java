// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import dev.rolecall.replay.probes.Probe.Certainty;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells a person, step by step, how to record a kernel. */
public final class RecordingGuide {
  private static final String TRACEFS = "/sys/kernel/tracing";

  private final KernelTarget kernel;
  private final ProbePlan plan;
  private final Palette palette;
  private final List<String> lines = new ArrayList<>();

  private RecordingGuide(KernelTarget kernel, ProbePlan plan, Palette palette) {
    this.kernel = kernel;
    this.plan = plan;
    this.palette = palette;
  }

  /** The lines of the guide. */
  public static List<String> lines(KernelTarget kernel, ProbePlan plan, Palette palette) {
    RecordingGuide guide = new RecordingGuide(kernel, plan, palette);
    guide.title();
    if (plan.probes().isEmpty()) {
      guide.withoutProbes();
    } else {
      guide.withProbes();
    }
    return guide.lines;
  }

  private void title() {
    String vendor = kernel.vendor().map(each -> ", " + each.wireName()).orElse("");
    String modelled = kernel.release().nearestKnown().revision();
    heading("to record KVM's MMU on " + kernel.name() + vendor + " (modelled as " + modelled + ")");
  }

  private void withProbes() {
    step(
        "1. As root, before the VM starts: each of these "
            + Counts.of(plan.probes().size(), "line")
            + " into "
            + TRACEFS
            + "/kprobe_events");
    lines.addAll(plan.definitions());
    step("2. Record, until Ctrl-C");
    lines.add("  " + command());
    step("3. Remove the probes");
    lines.add(
        "  for e in %1$s/events/kvmrole/*/; do echo \"-:kvmrole/$(basename \"$e\")\" >> %1$s/kprobe_events; done"
            .formatted(TRACEFS));
    step("\"rolecall capture --print script\" prints a script that does all three.");
    lines.add(
        "Offsets are those of struct kvm_vcpu in " + kernel.types().orElseThrow().source() + ".");
    leftOut();
    toCheck();
  }

  private void leftOut() {
    if (plan.leftOut().isEmpty()) {
      return;
    }
    step("left out");
    Columns rows = new Columns();
    for (LeftOut each : plan.leftOut()) {
      rows.row("  " + each.event(), each.why());
      rows.row("", "it would show " + each.shows());
    }
    lines.addAll(rows.lines());
  }

  private void toCheck() {
    List<String> expected = functions(Certainty.EXPECTED);
    List<String> notListed = functions(Certainty.NOT_LISTED);
    if (expected.isEmpty() && notListed.isEmpty()) {
      return;
    }
    step("to check: a function that was inlined cannot be probed, and the kernel refuses its line");
    if (!notListed.isEmpty()) {
      lines.add("  not among the functions of the types: " + String.join(" ", notListed));
    }
    if (!expected.isEmpty()) {
      lines.add("  the types at hand do not tell: " + String.join(" ", expected));
    }
    String all =
        plan.probes().stream()
            .filter(probe -> probe.certainty() != Certainty.LISTED)
            .map(Probe::function)
            .distinct()
            .collect(Collectors.joining("|"));
    lines.add("  grep -wE '" + all + "' " + TRACEFS + "/available_filter_functions");
  }

  private List<String> functions(Certainty certainty) {
    return plan.probes().stream()
        .filter(probe -> probe.certainty() == certainty)
        .map(Probe::function)
        .distinct()
        .toList();
  }

  private void withoutProbes() {
    step("As root, before the VM starts, until Ctrl-C:");
    lines.add("  " + command());
    step(
        "That has no roles. The probes that record them need the offsets of this kernel's struct"
            + " kvm_vcpu.");
    String vendor = kernel.vendor().map(Vendor::wireName).orElse("amd|intel");
    String rolecall =
        "rolecall capture --release %s --vendor %s --btf ".formatted(kernel.name(), vendor);
    lines.addAll(
        new Columns()
            .row("  on the machine itself", "rolecall capture")
            .row("  with its /sys/kernel/btf/kvm and vmlinux", rolecall + "kvm --btf-base vmlinux")
            .row("  if KVM is built in, with its vmlinux", rolecall + "vmlinux")
            .row(
                "  if it has no BTF, with a kvm.ko that has DWARF",
                "pahole -C kvm_vcpu,kvm_vcpu_arch,kvm_mmu,kvm_mmu_root_info kvm.ko > kvm.txt")
            .row("", rolecall + "kvm.txt")
            .lines());
  }

  private String command() {
    return String.join(" ", RecordingCommand.of(plan));
  }

  private void heading(String text) {
    lines.add(palette.paint(Tone.TITLE, text));
  }

  private void step(String text) {
    lines.add("");
    heading(text);
  }
}
