// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import java.io.IOException;
import java.util.List;

/** Prints divergences as JSON. */
public final class DivergenceJson {
  private final JsonWriter json;

  /** A printer into a document. */
  public DivergenceJson(JsonWriter json) {
    this.json = json;
  }

  void print(TraceReport.Divergences divergences) throws IOException {
    json.name("divergences").beginArray();
    for (Divergence divergence : divergences.kept()) {
      json.beginObject();
      print(divergence);
      json.name("repeats");
      json.value(divergences.repeatsOfKept().getOrDefault(divergence.difference(), 0L));
      json.endObject();
    }
    json.endArray();
  }

  /** Prints a divergence into an object that has been begun. */
  public void print(Divergence divergence) throws IOException {
    difference(divergence.difference());
    differences("also", divergence.also());
    differences("consequences", divergence.consequences());
    event(divergence.event());
    json.name("why").beginArray();
    for (String why : divergence.why()) {
      json.value(why);
    }
    json.endArray();
  }

  private void differences(String name, List<Difference> list) throws IOException {
    json.name(name).beginArray();
    for (Difference one : list) {
      json.beginObject();
      difference(one);
      json.endObject();
    }
    json.endArray();
  }

  private void difference(Difference difference) throws IOException {
    json.name("observable").value(difference.observable().tag());
    json.name("subject").value(difference.subject());
    json.name("recorded").value(difference.recorded());
    json.name("model").value(difference.model());
    json.name("fields").beginArray();
    for (FieldDiff field : difference.fields()) {
      json.beginObject().name("name").value(field.name());
      json.name("recorded").value(field.recorded()).name("model").value(field.model());
      json.name("source").value(field.source()).endObject();
    }
    json.endArray();
  }

  private void event(EventRef event) throws IOException {
    json.name("event").beginObject().name("number").value(event.number());
    PlaceJson.print(json.name("place"), event.place());
    json.name("vm").value(event.vm()).name("vcpu").value(event.vcpu()).name("time_ns");
    if (event.timeNs().isPresent()) {
      json.value(event.timeNs().getAsLong());
    } else {
      json.nullValue();
    }
    json.name("text").value(event.text()).name("effect").value(event.effect()).endObject();
  }
}
