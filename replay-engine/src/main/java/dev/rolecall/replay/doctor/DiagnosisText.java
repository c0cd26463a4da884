// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.doctor.Diagnosis.Capture;
import dev.rolecall.replay.doctor.VcpuStart.Life;
import dev.rolecall.replay.doctor.VcpuStart.Register;
import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.CaptureOrigin.Counters;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Machine.Paging;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells a diagnosis to a person. */
public final class DiagnosisText {
  private static final double NS_PER_SECOND = 1e9;

  private final Palette palette;
  private final List<String> lines = new ArrayList<>();

  private DiagnosisText(Palette palette) {
    this.palette = palette;
  }

  /** The lines, without how to record a better capture. */
  public static List<String> lines(Diagnosis diagnosis, Palette palette) {
    DiagnosisText text = new DiagnosisText(palette);
    if (diagnosis instanceof Capture capture) {
      text.capture(capture);
    } else if (diagnosis instanceof Diagnosis.NoCapture) {
      text.lines.add(
          text.title(diagnosis.file())
              + ": no capture: it holds what somebody chose to write, and \"rolecall replay\" says"
              + " what of it is checked");
    } else {
      text.lines.add(text.title(diagnosis.file()) + ": " + palette.paint(Tone.BAD, "unreadable"));
      diagnosis.problems().forEach(problem -> text.lines.add("  " + text.placed(problem)));
    }
    return text.lines;
  }

  private void capture(Capture capture) {
    head(capture);
    abilities(capture.abilities());
    events(capture);
    missing(capture);
    starts(capture);
    losses(capture);
    damage(capture.problems());
  }

  private void head(Capture capture) {
    CaptureOrigin origin = capture.origin();
    Contents contents = capture.contents();
    String by = origin.recorder().isEmpty() ? "" : ", recorded by " + origin.recorder();
    lines.add(title(capture.file()) + ": " + origin.format() + by);
    Columns rows = new Columns();
    rows.row("  kernel", kernel(capture));
    rows.row(
        "  CPU",
        vendor(capture.host())
            + " ("
            + capture.host().vendorFrom().orElse("assumed: no kvm_exit shows it")
            + ")");
    rows.row(
        "  paging",
        paging(capture.host())
            + " ("
            + capture.host().pagingFrom().orElse("assumed: no event shows it")
            + ")");
    rows.row(
        "  machines",
        Counts.of(capture.vms(), "VM") + ", " + Counts.of(capture.vcpus().size(), "vCPU"));
    double seconds = (contents.lastNs() - contents.firstNs()) / NS_PER_SECOND;
    String clock = clock(capture);
    rows.row(
        "  events",
        Counts.grouped(contents.records())
            + String.format(Locale.ROOT, " in %.3f s", seconds)
            + clock
            + ", "
            + lost(contents.total()));
    if (contents.unnamed() > 0) {
      rows.row("", Counts.grouped(contents.unnamed()) + " of them of formats that are not in it");
    }
    origin.notes().forEach(note -> rows.row("  note", note));
    lines.addAll(rows.lines());
  }

  private static String clock(Capture capture) {
    String clock = capture.origin().clock();
    boolean apart = clock.equals("local") && capture.contents().cpus().size() > 1;
    return clock.isEmpty() ? "" : ", clock " + clock + (apart ? " (each CPU has its own)" : "");
  }

  private static String kernel(Capture capture) {
    String release = capture.origin().release();
    if (capture.release().isEmpty()) {
      String found = release.isEmpty() ? "not recorded" : "\"" + release + "\", not understood";
      return found + ": read as " + KernelRelease.newestKnown().revision();
    }
    KernelRelease known = capture.release().get().nearestKnown();
    String near =
        known.equals(capture.release().get()) ? "" : ", the nearest point that the model knows";
    return release + ", read as " + known.revision() + near;
  }

  private static String vendor(Host host) {
    return host.vendor() == Vendor.INTEL ? "intel" : "amd";
  }

  private static String paging(Host host) {
    return host.paging() == Paging.SHADOW ? "shadow" : "two-dimensional";
  }

  private static String lost(CpuCount count) {
    if (count.gaps() == 0) {
      return "none lost";
    }
    if (count.lost() == 0) {
      return "an unknown number lost at " + Counts.of(count.gaps(), "place");
    }
    String least = count.unknownGaps() > 0 ? "at least " : "";
    return String.format(
        Locale.ROOT,
        "%s%s lost at %s (%.1f %%)",
        least,
        Counts.grouped(count.lost()),
        Counts.of(count.gaps(), "place"),
        count.lostPercent());
  }

  private void abilities(List<Ability> abilities) {
    section("shows");
    Columns rows = new Columns();
    abilities.forEach(each -> rows.row("  " + each.subject(), degree(each), each.why()));
    lines.addAll(rows.lines());
  }

  /** Every row has a mark of the same length, so that the columns stay aligned. */
  private String degree(Ability ability) {
    return switch (ability.degree()) {
      case YES -> palette.paint(Tone.GOOD, "yes   ");
      case PARTLY -> palette.paint(Tone.WARNING, "partly");
      case NO -> palette.paint(Tone.BAD, "no    ");
    };
  }

  private void events(Capture capture) {
    section("events");
    Columns rows = new Columns();
    String group = "";
    for (EventCount each : capture.contents().events()) {
      if (each.count() == 0) {
        continue;
      }
      String shown = each.group().equals(group) ? "" : each.group();
      group = each.group();
      rows.row("  " + shown, each.name(), Counts.grouped(each.count()));
    }
    lines.addAll(rows.lines());
    if (!capture.neverSeen().isEmpty()) {
      lines.add("  never, which need not be amiss: " + String.join(", ", capture.neverSeen()));
    }
  }

  private void missing(Capture capture) {
    section("missing");
    if (capture.missing().isEmpty()) {
      lines.add("  nothing that could be recorded");
    }
    Columns rows = new Columns();
    for (Missing each : capture.missing()) {
      rows.row("  " + each.event(), "why", each.why());
      rows.row("", "costs", each.costs());
    }
    lines.addAll(rows.lines());
  }

  private void starts(Capture capture) {
    List<VcpuStart> vcpus = capture.vcpus();
    section("starts");
    if (vcpus.isEmpty()) {
      lines.add("  no vCPU was found: no kvm_entry and no probe is in it");
    }
    for (VcpuStart vcpu : vcpus) {
      String threads =
          vcpu.threads().stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
      lines.add(
          "  vm %d vcpu %d: %s; %s, %s %s"
              .formatted(
                  vcpu.vm(),
                  vcpu.vcpu(),
                  life(vcpu.life()),
                  Counts.grouped(vcpu.entries()) + " guest entries",
                  vcpu.threads().size() == 1 ? "thread" : "threads",
                  threads));
      lines.addAll(known(vcpu, capture.host()));
    }
  }

  private static String life(Life life) {
    return switch (life) {
      case CREATED -> "made within the capture";
      case RESET -> "first seen at the reset vector";
      case RUNNING -> "first seen in the middle of its life";
    };
  }

  private static List<String> known(VcpuStart vcpu, Host host) {
    Columns rows = new Columns();
    for (Register register : Register.values()) {
      rows.row(
          "    " + register,
          vcpu.known(register)
              .map(at -> "since event " + Counts.grouped(at.position()) + " (" + at.event() + ")")
              .orElse(never(register, host)));
    }
    return rows.lines();
  }

  private static String never(Register register, Host host) {
    return register == Register.CR3 && host.paging() == Paging.TWO_DIMENSIONAL
        ? "never known: with two-dimensional paging a guest writes it without an exit"
        : "never known";
  }

  private void losses(Capture capture) {
    List<Counters> counted =
        capture.origin().counters().stream()
            .filter(cpu -> cpu.overwritten() > 0 || cpu.dropped() > 0)
            .toList();
    if (capture.contents().total().gaps() == 0 && counted.isEmpty()) {
      return;
    }
    section("lost");
    Columns rows = new Columns();
    for (CpuCount cpu : capture.contents().cpus()) {
      String name = cpu.cpu() < 0 ? "CPU unknown" : "CPU " + cpu.cpu();
      String kernel =
          counted.stream()
              .filter(each -> each.cpu() == cpu.cpu())
              .map(DiagnosisText::counted)
              .collect(Collectors.joining());
      rows.row("  " + name, Counts.of(cpu.records(), "event") + ", " + lost(cpu) + kernel);
    }
    lines.addAll(rows.lines());
    lines.add(
        "  after a gap nothing is known of any vCPU until the capture shows it again; larger buffers"
            + " (-b) or fewer events (-e) avoid it");
  }

  private static String counted(Counters cpu) {
    return "; the kernel counted %s overwritten, %s dropped"
        .formatted(Counts.grouped(cpu.overwritten()), Counts.grouped(cpu.dropped()));
  }

  private void damage(List<InputProblem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    section("damage");
    problems.forEach(problem -> lines.add("  " + placed(problem)));
  }

  private String placed(InputProblem problem) {
    String place = problem.place().toString();
    return place.isEmpty() ? problem.message() : place + ": " + problem.message();
  }

  private void section(String name) {
    lines.add("");
    lines.add(title(name));
  }

  private String title(String text) {
    return palette.paint(Tone.TITLE, text);
  }
}
