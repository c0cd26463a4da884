// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.doctor.Diagnosis.Capture;
import dev.rolecall.replay.doctor.VcpuStart.Register;
import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.CaptureOrigin.Counters;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.report.PlaceJson;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Prints the content of a diagnosis into an open JSON object.
 *
 * <pre>
 * "file": "…", "outcome": "capture" | "no_capture" | "unreadable",
 * of a capture
 *   "format", "release", "modelled": "v6.1", "recorder", "clock",
 *   "host": { "vendor", "vendor_from" | null, "paging": "shadow" | "two_dimensional",
 *             "paging_from" | null },
 *   "vms": 1,
 *   "vcpus": [ { "vm", "vcpu", "threads": [ 612 ], "life": "created" | "reset" | "running", "entries",
 *                "known": { "cr0" | "cr3" | "cr4" | "efer": { "event", "name" } | null } } ],
 *   "events": { "records", "unnamed", "first_ns", "last_ns",
 *               "by_name": [ { "group", "name", "count" } ] },
 *   "shows": [ { "subject", "degree": "yes" | "partly" | "no", "why" } ],
 *   "missing": [ { "event", "why", "costs" } ], "never_seen": [ "…" ],
 *   "cpus": [ { "cpu" | null, "records", "lost", "gaps", "unknown_gaps", "lost_percent" } ],
 *   "kernel_counters": [ { "cpu", "overwritten", "dropped" } ],
 * and always
 *   "problems": [ { "place", "message" } ]
 * </pre>
 */
public final class DiagnosisJson {
  private final JsonWriter json;

  private DiagnosisJson(JsonWriter json) {
    this.json = json;
  }

  /** Prints the members of one diagnosis. */
  public static void print(JsonWriter json, Diagnosis diagnosis) throws IOException {
    DiagnosisJson printer = new DiagnosisJson(json);
    json.name("file").value(diagnosis.file());
    if (diagnosis instanceof Capture capture) {
      json.name("outcome").value("capture");
      printer.capture(capture);
    } else {
      boolean readable = diagnosis instanceof Diagnosis.NoCapture;
      json.name("outcome").value(readable ? "no_capture" : "unreadable");
    }
    printer.problems(diagnosis.problems());
  }

  private void capture(Capture capture) throws IOException {
    CaptureOrigin origin = capture.origin();
    KernelRelease release = capture.release().orElseGet(KernelRelease::newestKnown);
    json.name("format").value(origin.format()).name("release").value(origin.release());
    json.name("modelled").value(release.nearestKnown().revision());
    json.name("recorder").value(origin.recorder()).name("clock").value(origin.clock());
    json.name("notes").beginArray();
    for (String note : origin.notes()) {
      json.value(note);
    }
    json.endArray();
    host(capture.host());
    json.name("vms").value(capture.vms()).name("vcpus").beginArray();
    for (VcpuStart vcpu : capture.vcpus()) {
      vcpu(vcpu);
    }
    json.endArray();
    events(capture.contents());
    shows(capture.abilities());
    missing(capture);
    cpus(capture);
  }

  private void host(Host host) throws IOException {
    json.name("host").beginObject().name("vendor").value(host.vendor().wireName());
    json.name("vendor_from").value(host.vendorFrom().orElse(null));
    json.name("paging").value(lower(host.paging()));
    json.name("paging_from").value(host.pagingFrom().orElse(null)).endObject();
  }

  private void vcpu(VcpuStart vcpu) throws IOException {
    json.beginObject().name("vm").value(vcpu.vm()).name("vcpu").value(vcpu.vcpu());
    json.name("threads").beginArray();
    for (int thread : new TreeSet<>(vcpu.threads())) {
      json.value(thread);
    }
    json.endArray().name("life").value(lower(vcpu.life()));
    json.name("entries").value(vcpu.entries()).name("known").beginObject();
    for (Register register : Register.values()) {
      json.name(lower(register));
      if (vcpu.known(register).isEmpty()) {
        json.nullValue();
      } else {
        Sighting at = vcpu.known(register).get();
        json.beginObject().name("event").value(at.position()).name("name").value(at.event());
        json.endObject();
      }
    }
    json.endObject().endObject();
  }

  private void events(Contents contents) throws IOException {
    json.name("events").beginObject().name("records").value(contents.records());
    json.name("unnamed").value(contents.unnamed());
    json.name("first_ns").value(contents.firstNs()).name("last_ns").value(contents.lastNs());
    json.name("by_name").beginArray();
    for (EventCount each : contents.events()) {
      if (each.count() > 0) {
        json.beginObject().name("group").value(each.group()).name("name").value(each.name());
        json.name("count").value(each.count()).endObject();
      }
    }
    json.endArray().endObject();
  }

  private void shows(List<Ability> abilities) throws IOException {
    json.name("shows").beginArray();
    for (Ability each : abilities) {
      json.beginObject().name("subject").value(each.subject());
      json.name("degree").value(lower(each.degree())).name("why").value(each.why()).endObject();
    }
    json.endArray();
  }

  private void missing(Capture capture) throws IOException {
    json.name("missing").beginArray();
    for (Missing each : capture.missing()) {
      json.beginObject().name("event").value(each.event()).name("why").value(each.why());
      json.name("costs").value(each.costs()).endObject();
    }
    json.endArray().name("never_seen").beginArray();
    for (String each : capture.neverSeen()) {
      json.value(each);
    }
    json.endArray();
  }

  private void cpus(Capture capture) throws IOException {
    json.name("cpus").beginArray();
    for (CpuCount cpu : capture.contents().cpus()) {
      json.beginObject().name("cpu");
      if (cpu.cpu() < 0) {
        json.nullValue();
      } else {
        json.value(cpu.cpu());
      }
      json.name("records").value(cpu.records()).name("lost").value(cpu.lost());
      json.name("gaps").value(cpu.gaps()).name("unknown_gaps").value(cpu.unknownGaps());
      json.name("lost_percent").value(cpu.lostPercent()).endObject();
    }
    json.endArray().name("kernel_counters").beginArray();
    for (Counters cpu : capture.origin().counters()) {
      json.beginObject().name("cpu").value(cpu.cpu());
      json.name("overwritten").value(cpu.overwritten());
      json.name("dropped").value(cpu.dropped()).endObject();
    }
    json.endArray();
  }

  private void problems(List<InputProblem> problems) throws IOException {
    json.name("problems").beginArray();
    for (InputProblem problem : problems) {
      json.beginObject().name("place");
      PlaceJson.print(json, problem.place());
      json.name("message").value(problem.message()).endObject();
    }
    json.endArray();
  }

  private static String lower(Enum<?> each) {
    return each.name().toLowerCase(Locale.ROOT);
  }
}
