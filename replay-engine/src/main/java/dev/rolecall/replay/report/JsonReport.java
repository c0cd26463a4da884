// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.check.Kind;
import dev.rolecall.replay.report.TraceReport.Revisions;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints reports as one JSON document, trace by trace as they come.
 *
 * <pre>
 * { "document": "rolecall-replay", "version": 1, "tool": "0.1.0",
 *   "traces": [
 *     { "file": "…", "outcome": "conforms" | "diverges" | "bad_input" | "nothing_checked",
 *       "complete": false where something was not checked or is missing,
 *       "traced_revision": "v6.1" | null, "replayed_revision": "v6.1" | null, "vms": 1, "vcpus": 1,
 *       "events": { "read", "understood", "unknown", "refused", "lost",
 *                   "unknown_by_name": { NAME: COUNT } },
 *       "kinds": { "walks" | "faults" | "sptes" | "pages": { "seen", "checked" } },
 *       "expectations": { "checked", "matched", "diverged", "consistent", "divergences",
 *                         "consequences", "repeats",
 *                         "not_comparable": { KEY: COUNT }, "not_checked": { REASON: COUNT } },
 *       "taken_over": { "EVENT ARGUMENT": COUNT },
 *       "divergences": [
 *         { "observable", "subject", "recorded", "model",
 *           "fields": [ { "name", "recorded", "model", "source" } ],
 *           "consequences": [ as far as "fields" ],
 *           "event": { "number", "place", "vm", "vcpu", "time_ns" | null, "text", "effect" },
 *           "why": [ "…" ], "repeats": COUNT } ],
 *       "notes": [ "…" ],
 *       "problems": [ { "file", "place", "message" } ] } ],
 *   "total": { "kinds": as above, "traces", "matched", "diverged", "not_comparable", "not_checked" },
 *   "outcome": as above, "exit_code": 0 | 1 | 2 | 125 }
 * </pre>
 *
 * A place is {@code {"line", "column"}}, {@code {"offset"}} or {@code null}. "recorded" and "model"
 * of a divergence are texts, words of registers and roles as "0x…"; those of fields are numbers.
 * The version grows when a key goes or changes its meaning; keys may be added.
 */
public final class JsonReport implements ReplayPrinter {
  private static final int VERSION = 1;

  private final JsonWriter json;
  private final DivergenceJson divergences;

  /** A printer that begins the document at once. */
  public JsonReport(JsonWriter json, String toolVersion) throws IOException {
    this.json = json;
    this.divergences = new DivergenceJson(json);
    json.beginObject().name("document").value("rolecall-replay");
    json.name("version").value(VERSION).name("tool").value(toolVersion);
    json.name("traces").beginArray();
  }

  @Override
  public void print(TraceReport report) throws IOException {
    json.beginObject();
    json.name("file").value(report.file()).name("outcome").value(name(report.outcome()));
    json.name("complete").value(report.isComplete());
    String traced = report.revisions().map(Revisions::traced).map(r -> r.id()).orElse(null);
    String replayed = report.revisions().map(Revisions::replayed).map(r -> r.id()).orElse(null);
    json.name("traced_revision").value(traced).name("replayed_revision").value(replayed);
    json.name("vms").value(report.vms()).name("vcpus").value(report.vcpus());
    events(report);
    kinds(KindCounts.of(report.tally()));
    expectations(report);
    counts("taken_over", report.takenOver());
    divergences.print(report.divergences());
    json.name("notes").beginArray();
    for (String note : report.notes()) {
      json.value(note);
    }
    json.endArray();
    problems(report.problems());
    json.endObject();
  }

  private void events(TraceReport report) throws IOException {
    ReadStats stats = report.stats();
    json.name("events").beginObject();
    json.name("read").value(stats.records()).name("understood").value(stats.understood());
    json.name("unknown").value(report.unknown()).name("refused").value(stats.refused());
    json.name("lost").value(stats.lost());
    counts("unknown_by_name", stats.unknownByName());
    json.endObject();
  }

  private void kinds(KindCounts counts) throws IOException {
    json.name("kinds").beginObject();
    for (Kind kind : Kind.values()) {
      json.name(kind.name().toLowerCase(Locale.ROOT)).beginObject();
      json.name("seen").value(counts.seen(kind));
      json.name("checked").value(counts.checked(kind)).endObject();
    }
    json.endObject();
  }

  private void expectations(TraceReport report) throws IOException {
    json.name("expectations").beginObject();
    json.name("checked").value(report.tally().checked());
    json.name("matched").value(report.tally().matched());
    json.name("diverged").value(report.tally().diverged());
    json.name("consistent").value(report.tally().consistent());
    json.name("divergences").value(report.divergences().count());
    json.name("consequences").value(report.consequences());
    json.name("repeats").value(report.divergences().repeats());
    counts("not_comparable", report.tally().notComparable());
    counts("not_checked", report.tally().notChecked());
    json.endObject();
  }

  private void counts(String name, Map<String, Long> counts) throws IOException {
    json.name(name).beginObject();
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.name(count.getKey()).value(count.getValue());
    }
    json.endObject();
  }

  private void problems(List<InputProblem> problems) throws IOException {
    json.name("problems").beginArray();
    for (InputProblem problem : problems) {
      json.beginObject().name("file").value(problem.file());
      PlaceJson.print(json.name("place"), problem.place());
      json.name("message").value(problem.message()).endObject();
    }
    json.endArray();
  }

  @Override
  public void finish(ReplayTotals totals) throws IOException {
    json.endArray().name("total").beginObject();
    kinds(totals.kinds());
    json.name("traces").value(totals.traces());
    json.name("matched").value(totals.matched()).name("diverged").value(totals.diverged());
    json.name("not_comparable").value(totals.notComparable());
    json.name("not_checked").value(totals.notChecked()).endObject();
    json.name("outcome").value(name(totals.outcome()));
    json.name("exit_code").value(totals.outcome().exitCode());
    json.endObject().flush();
  }

  private static String name(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
