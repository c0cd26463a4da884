// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.trace.Vendor;
import java.io.IOException;
import java.util.Locale;

/**
 * How to record a kernel, as JSON.
 *
 * <pre>
 * { "release": "6.1.0-55-amd64", "modelled": "v6.1", "vendor": "amd" | "intel" | null,
 *   "offsets": "FILE" | null,
 *   "probes": [ { "event", "function", "certainty": "listed" | "expected" | "not_listed",
 *                 "definition" } ],
 *   "left_out": [ { "event", "why", "shows" } ],
 *   "command": [ "trace-cmd", … ] }
 * </pre>
 */
public final class RecordingJson {
  private RecordingJson() {}

  /** Prints the object as a value. */
  public static void print(JsonWriter json, KernelTarget kernel, ProbePlan plan)
      throws IOException {
    json.beginObject();
    json.name("release").value(kernel.name());
    json.name("modelled").value(kernel.release().nearestKnown().revision());
    json.name("vendor").value(kernel.vendor().map(Vendor::wireName).orElse(null));
    json.name("offsets").value(kernel.types().map(KvmTypes::source).orElse(null));
    json.name("probes").beginArray();
    for (Probe probe : plan.probes()) {
      json.beginObject().name("event").value(probe.event());
      json.name("function").value(probe.function());
      json.name("certainty").value(probe.certainty().name().toLowerCase(Locale.ROOT));
      json.name("definition").value(probe.definition()).endObject();
    }
    json.endArray().name("left_out").beginArray();
    for (LeftOut each : plan.leftOut()) {
      json.beginObject().name("event").value(each.event());
      json.name("why").value(each.why()).name("shows").value(each.shows()).endObject();
    }
    json.endArray().name("command").beginArray();
    for (String word : RecordingCommand.of(plan)) {
      json.value(word);
    }
    json.endArray().endObject();
  }
}
