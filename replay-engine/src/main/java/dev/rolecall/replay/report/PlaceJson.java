// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import com.google.gson.stream.JsonWriter;
import dev.rolecall.replay.trace.Place;
import java.io.IOException;

/** Prints places in files as JSON. */
public final class PlaceJson {
  private PlaceJson() {}

  /** Prints a place as a value. */
  public static void print(JsonWriter json, Place place) throws IOException {
    if (place instanceof Place.Line line) {
      json.beginObject().name("line").value(line.line());
      json.name("column").value(line.column()).endObject();
    } else if (place instanceof Place.ByteOffset bytes) {
      json.beginObject().name("offset").value(bytes.offset()).endObject();
    } else {
      json.nullValue();
    }
  }
}
