// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.format.GeneratedEvents;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventStoreTest {

  static Stream<Path> traces() {
    return Stream.of("spec", "captures/6.1", "captures/5.10")
        .flatMap(f -> Corpus.traces(f).stream());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void generatedEventsAreKept(long seed) {
    GeneratedEvents generated = new GeneratedEvents(seed);
    List<TraceEvent> events = new ArrayList<>(List.of(GeneratedEvents.machine()));
    for (int i = 0; i < 5_000; i++) {
      TraceEvent event = generated.next();
      event.setPosition(i % 7 == 0 ? Long.MAX_VALUE - i : i);
      if (i % 3 == 0) {
        event.setSeq(i % 2 == 0 ? i : Long.MAX_VALUE - i);
        event.setLine(1L << 40, i);
      } else if (i % 3 == 1) {
        event.setTimeNs((long) i << 30);
        event.setByteOffset(i * 1_000_000_007L);
      }
      if (i % 5 == 0) {
        event.markTakenOver(Arg.ALL.get(i % Arg.ALL.size()));
      }
      events.add(event);
    }
    assertKept(events, "seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("traces")
  void traceOfTheCorpusIsKept(Path trace) throws Exception {
    EventStore store = new EventStore();
    List<TraceEvent> sample = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    read(
        trace,
        event -> {
          if (store.size() % 97 == 0 || store.size() < 2_000) {
            at.add(store.size());
            sample.add(TraceEvent.copyOf(event));
          }
          store.add(event);
        });
    TraceEvent read = new TraceEvent();
    for (int i = 0; i < sample.size(); i++) {
      store.read(at.get(i), read);
      assertSame(sample.get(i), read, trace + " event " + at.get(i));
    }
  }

  @Test
  void eventLongerThanAChunkIsKept() {
    TraceEvent event = new TraceEvent();
    event.reset(EventType.MEMORY);
    event.args().set(Arg.GPA, 0x1000);
    LongTuples qwords = event.args().setTuples(Arg.QWORDS);
    for (int i = 0; i < 200_000; i++) {
      qwords.add(i);
    }
    TraceEvent small = new TraceEvent();
    small.reset(EventType.LOAD);
    assertKept(List.of(small, event, small, event, small), "long");
  }

  @Test
  void thereIsNothingBeforeTheFirstAndAfterTheLast() {
    EventStore store = new EventStore();
    store.add(new TraceEvent());
    assertThrows(IndexOutOfBoundsException.class, () -> store.read(-1, new TraceEvent()));
    assertThrows(IndexOutOfBoundsException.class, () -> store.read(1, new TraceEvent()));
  }

  @Test
  void millionEventsOfACaptureWithEveryProbeFitInASmallHeap() throws Exception {
    EventStore store = new EventStore();
    for (int i = 0; i < 20; i++) {
      read(Corpus.ROOT.resolve("captures/6.1/npt0-flow.dat"), store::add);
    }
    assertTrue(store.size() > 100_000, store.size() + " events");
    assertTrue(store.bytes() / store.size() <= 150, store.bytes() / store.size() + " bytes");
  }

  private static void assertKept(List<TraceEvent> events, String label) {
    EventStore store = new EventStore();
    events.forEach(store::add);
    assertEquals(events.size(), store.size());
    TraceEvent read = new TraceEvent();
    for (int i = events.size() - 1; i >= 0; i--) {
      store.read(i, read);
      assertSame(events.get(i), read, label + " event " + i);
    }
  }

  private static void assertSame(TraceEvent expected, TraceEvent read, String label) {
    assertTrue(expected.sameContent(read), label);
    assertEquals(expected.position(), read.position(), label);
    assertEquals(expected.place(), read.place(), label);
    assertEquals(expected.takenOver(), read.takenOver(), label);
    assertEquals("", read.description(), label);
  }

  private static void read(Path trace, Consumer<TraceEvent> events) throws Exception {
    try (TraceReader reader = TraceFormats.open(trace)) {
      reader.read(
          new TraceHandler() {
            @Override
            public void event(TraceEvent event) {
              events.accept(event);
            }

            @Override
            public boolean takesUnknown() {
              return false;
            }

            @Override
            public void notChecked(String reason, long count) {}
          },
          problem -> {});
    }
  }
}
