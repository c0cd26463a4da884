// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Baseline.Entry;
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
 */
public final class DiffJson {
  private static final int VERSION = 1;

  private final JsonWriter json;
  private final DivergenceJson divergences;

  /** A printer that begins the document at once. */
  public DiffJson(JsonWriter json, String toolVersion, Question question) throws IOException {
    this.json = json;
    this.divergences = new DivergenceJson(json);
    json.beginObject().name("document").value("rolecall-diff").name("version").value(VERSION);
    json.name("tool").value(toolVersion).name("recorder").value(question.recorder());
    json.name("model").value(question.model()).name("differences").beginArray();
  }

  /** Prints one cause. */
  public void print(Group group, Optional<MmuRevision> since, Optional<Entry> meant)
      throws IOException {
    json.beginObject().name("signature").value(group.signature().toString());
    json.name("file").value(group.trace().name());
    divergences.print(group.first());
    json.name("since").value(since.map(MmuRevision::id).orElse(null));
    json.name("events").value(group.events()).name("signatures").beginArray();
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
    json.endArray().name("stale").beginArray();
    for (Entry entry : baseline.stale()) {
      json.beginObject().name("signature").value(entry.signature().toString());
      json.name("reason").value(entry.reason()).name("line").value(entry.line()).endObject();
    }
    json.endArray().name("traces").value(totals.traces()).name("events").value(totals.events());
    json.name("compared").value(totals.compared());
    json.name("exit_code").value(exitCode).endObject().flush();
  }
}
