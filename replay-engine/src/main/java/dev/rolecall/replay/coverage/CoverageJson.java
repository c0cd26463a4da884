// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.coverage.Measure.Point;
import java.io.IOException;
import java.util.List;

/**
 * Prints what traces exercise as a JSON document.
 *
 * <pre>
 * { "document": "rolecall-coverage", "version": 1, "tool": "0.1.0",
 *   "traces": COUNT, "diverging": COUNT, "at_fault": COUNT, "unread": [ FILE ],
 *   "events_of_unknown_state": COUNT,
 *   "total": { "exercised", "possible",
 *              "areas": { AREA: { "exercised", "possible" } } }, or null if nothing was read
 *   "kernels": [
 *     { "revision": "v6.1", "exercised", "possible",
 *       "areas": { AREA: { "exercised", "possible", "points": { NAME: COUNT },
 *                          "never": [ NAME ], "beyond": { NAME: COUNT } } },
 *       "traces": [ { "file", "events", "points", "alone", "needed": true | false } ] } ],
 *   "exit_code": 0 | 2 | 125 }
 * </pre>
 *
 * A count of a point is of the events that exercised it. "points" of a trace are those that it
 * exercises, "alone" those that no other trace of that kernel does. "beyond" is what no guest was
 * found to come to. The version grows when a key goes or changes its meaning; keys may be added.
 */
public final class CoverageJson {
  private static final int VERSION = 1;

  private final JsonWriter json;

  private CoverageJson(JsonWriter json) {
    this.json = json;
  }

  /** Prints the document. */
  public static void print(JsonWriter json, String toolVersion, Coverage coverage)
      throws IOException {
    json.beginObject().name("document").value("rolecall-coverage");
    json.name("version").value(VERSION).name("tool").value(toolVersion);
    json.name("traces").value(coverage.traces());
    json.name("diverging").value(coverage.diverging());
    json.name("at_fault").value(coverage.faulty());
    json.name("unread").beginArray();
    for (String file : coverage.unread()) {
      json.value(file);
    }
    json.endArray().name("events_of_unknown_state").value(coverage.ofUnknownState());
    new CoverageJson(json).body(coverage);
    json.name("exit_code").value(coverage.exitCode()).endObject().flush();
  }

  private void body(Coverage coverage) throws IOException {
    List<KernelCoverage> kernels = coverage.kernels();
    json.name("total");
    if (kernels.isEmpty()) {
      json.nullValue();
    } else {
      total(coverage.measure());
    }
    json.name("kernels").beginArray();
    for (KernelCoverage kernel : kernels) {
      kernel(kernel);
    }
    json.endArray();
  }

  private void total(Measure all) throws IOException {
    json.beginObject();
    json.name("exercised").value(all.all()).name("possible").value(all.possible());
    json.name("areas").beginObject();
    for (Area area : Area.values()) {
      json.name(area.wireName()).beginObject();
      json.name("exercised").value(all.exercised(area));
      json.name("possible").value(all.possible(area)).endObject();
    }
    json.endObject().endObject();
  }

  private void kernel(KernelCoverage kernel) throws IOException {
    Measure measure = kernel.measure();
    json.beginObject().name("revision").value(kernel.revision().id());
    json.name("exercised").value(measure.all()).name("possible").value(measure.possible());
    json.name("areas").beginObject();
    for (Area area : Area.values()) {
      area(measure, area);
    }
    json.endObject().name("traces").beginArray();
    List<CoveredTrace> needed = kernel.needed();
    for (CoveredTrace trace : kernel.traces()) {
      json.beginObject().name("file").value(trace.file()).name("events").value(trace.events());
      json.name("points").value(trace.points().cardinality());
      json.name("alone").value(kernel.alone(trace));
      json.name("needed").value(needed.contains(trace)).endObject();
    }
    json.endArray().endObject();
  }

  private void area(Measure measure, Area area) throws IOException {
    json.name(area.wireName()).beginObject();
    json.name("exercised").value(measure.exercised(area));
    json.name("possible").value(measure.possible(area));
    counts("points", measure.points(area));
    json.name("never").beginArray();
    for (Point point : measure.never(area)) {
      json.value(point.name());
    }
    json.endArray();
    counts("beyond", measure.beyond(area));
    json.endObject();
  }

  private void counts(String name, List<Point> points) throws IOException {
    json.name(name).beginObject();
    for (Point point : points) {
      json.name(point.name()).value(point.count());
    }
    json.endObject();
  }
}
