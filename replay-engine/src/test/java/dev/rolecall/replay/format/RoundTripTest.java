// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.csv.CsvTraceReader;
import dev.rolecall.replay.format.proto.ProtoTraceReader;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.RoleField;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceWriter;
import dev.rolecall.replay.trace.ValueKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

  static Stream<TraceFormat> writtenFormats() {
    return Stream.of(TraceFormat.values()).filter(TraceFormat::isWritten);
  }

  @ParameterizedTest
  @MethodSource("writtenFormats")
  void everyExpectationKeepsItsEdgeValues(TraceFormat format) throws Exception {
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    for (ExpectKey key : ExpectKey.ALL) {
      addEdges(events, EventType.OBSERVE, key, ExpectKey.ALL.indexOf(key));
    }
    assertUnchanged(events, format);
  }

  @ParameterizedTest
  @MethodSource("writtenFormats")
  void everyArgumentOfEveryEventKeepsItsEdgeValues(TraceFormat format) throws Exception {
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    for (EventType type : EventType.values()) {
      if (type != EventType.MACHINE) {
        type.args().forEach(arg -> addEdges(events, type, arg, arg.index()));
      }
    }
    assertUnchanged(events, format);
  }

  @ParameterizedTest
  @MethodSource("writtenFormats")
  void everyRoleFieldKeepsItsEdgeValues(TraceFormat format) throws Exception {
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    for (String name : RoleField.names()) {
      for (RoleWord word : RoleWord.values()) {
        for (long value : GeneratedEvents.edges(RoleField.values(name))) {
          TraceEvent event = new TraceEvent();
          event.expectField(new FieldExpectation(MmuId.GUEST_MMU, word, name, value));
          event.expectField(new FieldExpectation(MmuId.ROOT_MMU, word, name, 0));
          events.add(event);
        }
      }
    }
    assertUnchanged(events, format);
  }

  @ParameterizedTest
  @MethodSource("writtenFormats")
  void presenceOfNumbersIsKept(TraceFormat format) throws Exception {
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    for (int given = 0; given < 16; given++) {
      TraceEvent event = new TraceEvent();
      if ((given & 1) != 0) {
        event.setVm(0);
      }
      if ((given & 2) != 0) {
        event.setVcpu(Integer.MAX_VALUE);
      }
      if ((given & 4) != 0) {
        event.setTimeNs(Long.MAX_VALUE);
      }
      if ((given & 8) != 0) {
        event.setSeq(given + 100);
      }
      events.add(event);
    }
    assertUnchanged(events, format);
  }

  @ParameterizedTest
  @MethodSource("writtenFormats")
  void generatedTracesAreKept(TraceFormat format) throws Exception {
    for (long seed = 0; seed < 40; seed++) {
      List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
      GeneratedEvents generated = new GeneratedEvents(seed);
      for (int i = 0; i < 50; i++) {
        events.add(generated.next());
      }
      assertUnchanged(events, format, "seed " + seed);
    }
  }

  @Test
  void theSameEventsAreTheSameBytesWhereverTheyCameFrom() throws Exception {
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    GeneratedEvents generated = new GeneratedEvents(7);
    for (int i = 0; i < 500; i++) {
      events.add(generated.next());
    }
    byte[] csv = write(events, TraceFormat.CSV);
    byte[] proto = write(read(csv, TraceFormat.CSV), TraceFormat.PROTO);
    byte[] csvAgain = write(read(proto, TraceFormat.PROTO), TraceFormat.CSV);
    assertEquals(
        new String(csv, StandardCharsets.UTF_8), new String(csvAgain, StandardCharsets.UTF_8));
  }

  /** Adds events in which a key has, one after the other, all its edge values. */
  private static void addEdges(List<TraceEvent> events, EventType type, Key key, int seed) {
    GeneratedEvents generated = new GeneratedEvents(seed);
    EventRules rules = new EventRules((subject, message) -> {});
    int count = isScalar(key.kind()) ? GeneratedEvents.edges(key.kind()).size() : 50;
    for (int i = 0; i < count; i++) {
      TraceEvent event = generated.ofType(type);
      if (key instanceof ExpectKey expected) {
        fill(expected, event.expectations(), generated, i);
      } else if (key instanceof Arg arg) {
        if (type.exactlyOneOf().contains(arg)) {
          type.exactlyOneOf().forEach(event.args()::remove);
        }
        fill(arg, event.args(), generated, i);
      }
      // An edge that another rule forbids, such as the last page in a slot of two, is left out.
      if (rules.check(event)) {
        events.add(event);
      }
    }
  }

  private static <K extends Key> void fill(
      K key, KeyValues<K> values, GeneratedEvents generated, int edge) {
    if (isScalar(key.kind())) {
      values.set(key, GeneratedEvents.edges(key.kind()).get(edge));
    } else {
      generated.fill(key, values);
    }
  }

  private static boolean isScalar(ValueKind kind) {
    return !(kind instanceof ValueKind.Tuples
        || kind instanceof ValueKind.Roots
        || kind instanceof ValueKind.Text
        || kind instanceof ValueKind.Bytes);
  }

  private static void assertUnchanged(List<TraceEvent> events, TraceFormat format)
      throws Exception {
    assertUnchanged(events, format, "");
  }

  private static void assertUnchanged(List<TraceEvent> events, TraceFormat format, String label)
      throws Exception {
    assertTrue(events.size() > 1, "nothing to compare");
    List<TraceEvent> read = read(write(events, format), format);
    assertEquals(events.size(), read.size(), label);
    for (int i = 0; i < events.size(); i++) {
      int index = i;
      assertTrue(
          events.get(i).sameContent(read.get(i)), () -> label + " event " + index + " differs");
    }
  }

  private static byte[] write(List<TraceEvent> events, TraceFormat format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer = format.write(bytes)) {
      for (TraceEvent event : events) {
        writer.write(event);
      }
    }
    return bytes.toByteArray();
  }

  private static List<TraceEvent> read(byte[] bytes, TraceFormat format) throws Exception {
    TraceReader reader =
        format == TraceFormat.CSV
            ? new CsvTraceReader("t.csv", new ByteArrayInputStream(bytes))
            : new ProtoTraceReader("t.pb", new ByteArrayInputStream(bytes));
    Reading reading = Reading.of(reader);
    assertEquals(List.of(), reading.problems());
    return reading.events();
  }
}
