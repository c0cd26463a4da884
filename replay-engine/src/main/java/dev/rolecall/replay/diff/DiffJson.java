// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Baseline.Entry;
import dev.rolecall.replay.diff.captures.AnchorKind;
import dev.rolecall.replay.diff.captures.CaptureReport;
import dev.rolecall.replay.diff.captures.Stretch;
import dev.rolecall.replay.report.DivergenceJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Prints what differs between two sides as JSON.
 *
 * <pre>
 * { "document": "rolecall-diff", "version": 1, "tool", "recorder", "model",
 *   "differences": [
 *     { "signature", "file", as a divergence of rolecall-replay, "since": "series/13" | null,
 *       "events", "signatures": [ … ], "follow_ups": { KEY: COUNT },
 *       "meant": "the reason" | null } ],
 *   "stale": [ { "signature", "reason", "line" } ],
 *   "traces", "events", "compared", "exit_code" }
 * </pre>
 *
 * <p>Of two captures, a difference has {@code "events_modelled"}, at how many events the model at
 * the two revisions differs so too, and the document {@code "hosts": [ "in what they differ" ]},
 * {@code "anchors": { "recorder", "model", "common" }} and {@code "apart": [ { "vcpu", "recorder":
 * { "event", "count", "kinds" }, "model" } ]}: what the guests did, and what they did apart from
 * each other.
 */
public final class DiffJson {
  private static final int VERSION = 1;

  private final JsonWriter json;
  private final DivergenceJson divergences;
  private final boolean ofCaptures;

  /** A printer that begins the document at once. */
  public DiffJson(JsonWriter json, String toolVersion, Sides sides) throws IOException {
    this(json, toolVersion, sides, false);
  }

  /** A printer of what two captures differ in, which begins the document at once. */
  public static DiffJson ofCaptures(JsonWriter json, String toolVersion, Sides sides)
      throws IOException {
    return new DiffJson(json, toolVersion, sides, true);
  }

  private DiffJson(JsonWriter json, String toolVersion, Sides sides, boolean ofCaptures)
      throws IOException {
    this.json = json;
    this.ofCaptures = ofCaptures;
    this.divergences = new DivergenceJson(json);
    json.beginObject().name("document").value("rolecall-diff").name("version").value(VERSION);
    json.name("tool").value(toolVersion).name("recorder").value(sides.recorder());
    json.name("model").value(sides.model()).name("differences").beginArray();
  }

  /** Prints one cause. */
  public void print(Group group, Optional<MmuRevision> since, Optional<Entry> meant)
      throws IOException {
    json.beginObject().name("signature").value(group.signature().toString());
    json.name("file").value(group.trace().name());
    divergences.print(group.first());
    json.name("since").value(since.map(MmuRevision::id).orElse(null));
    json.name("events").value(group.events());
    if (ofCaptures) {
      json.name("events_modelled").value(group.modelled());
    }
    json.name("signatures").beginArray();
    for (Signature signature : group.signatures()) {
      json.value(signature.toString());
    }
    json.endArray().name("follow_ups").beginObject();
    for (Map.Entry<String, Long> follow : group.followUps().entrySet()) {
      json.name(follow.getKey()).value(follow.getValue());
    }
    json.endObject().name("meant").value(meant.map(Entry::reason).orElse(null)).endObject();
  }

  /** Ends the document. */
  public void finish(DiffTotals totals, Baseline baseline, int exitCode) throws IOException {
    json.endArray();
    finishWithout(totals, baseline, exitCode);
  }

  /** Ends the document of two captures. */
  public void finish(CaptureReport captures, DiffTotals totals, Baseline baseline, int exitCode)
      throws IOException {
    json.endArray().name("hosts").beginArray();
    for (String host : captures.hosts()) {
      json.value(host);
    }
    json.endArray().name("anchors").beginObject();
    json.name("recorder").value(captures.anchors().a());
    json.name("model").value(captures.anchors().b());
    json.name("common").value(captures.anchors().common()).endObject().name("apart").beginArray();
    for (Stretch stretch : captures.stretches()) {
      json.beginObject().name("vcpu").value(stretch.vcpu());
      side("recorder", stretch.only());
      side("model", stretch.otherOnly());
      json.endObject();
    }
    json.endArray();
    finishWithout(totals, baseline, exitCode);
  }

  private void side(String name, Stretch.Side side) throws IOException {
    json.name(name).beginObject().name("event").value(side.from());
    json.name("count").value(side.count()).name("kinds").beginObject();
    for (Map.Entry<AnchorKind, Integer> kind : side.kinds().entrySet()) {
      json.name(kind.getKey().wireName()).value(kind.getValue());
    }
    json.endObject().endObject();
  }

  private void finishWithout(DiffTotals totals, Baseline baseline, int exitCode)
      throws IOException {
    json.name("stale").beginArray();
    for (Entry entry : baseline.stale()) {
      json.beginObject().name("signature").value(entry.signature().toString());
      json.name("reason").value(entry.reason()).name("line").value(entry.line()).endObject();
    }
    json.endArray().name("traces").value(totals.traces()).name("events").value(totals.events());
    json.name("compared").value(totals.compared());
    json.name("exit_code").value(exitCode).endObject().flush();
  }
}
