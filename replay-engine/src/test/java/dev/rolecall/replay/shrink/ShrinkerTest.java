// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.GeneratedEvents;
import dev.rolecall.replay.shrink.Shrunk.Proof;
import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShrinkerTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void resultShowsTheSymptomAndNothingOfItCanGo(int seed) {
    EventStore store = generated(seed, 300);
    Symptom symptom = needs(store, seed);
    Shrunk shrunk = new Shrinker(symptom, Limits.NONE, Progress.NONE).shrink(store);
    assertEquals(Proof.MINIMAL, shrunk.proof());
    assertShows(symptom, shrunk.trace());
    assertMinimal(symptom, shrunk.trace());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sameTraceGivesTheSameResult(int seed) {
    List<TraceEvent> first = events(shrink(generated(seed, 200), seed, Limits.NONE).trace());
    List<TraceEvent> second = events(shrink(generated(seed, 200), seed, Limits.NONE).trace());
    assertEquals(first.size(), second.size());
    IntStream.range(0, first.size())
        .forEach(i -> assertTrue(first.get(i).sameContent(second.get(i)), "event " + i));
  }

  @Test
  void traceWithoutTheSymptomStaysAsItIs() {
    EventStore store = generated(1, 50);
    Shrunk shrunk =
        new Shrinker(events -> Symptom.NOT_SHOWN, Limits.NONE, Progress.NONE).shrink(store);
    assertEquals(Proof.NOT_SHOWN, shrunk.proof());
    assertEquals(store.size(), shrunk.trace().size());
    assertEquals(1, shrunk.tries());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 20, 40, 80})
  void whateverEndsItTheResultShowsTheSymptom(int tries) {
    EventStore store = generated(3, 300);
    Symptom symptom = needs(store, 3);
    int whole = store.size();
    long[] asked = {0};
    Limits limits = new Limits(Long.MAX_VALUE, Duration.ofDays(1), () -> ++asked[0] > tries);
    Shrunk shrunk = new Shrinker(symptom, limits, Progress.NONE).shrink(store);
    assertEquals(Proof.INTERRUPTED, shrunk.proof());
    assertShows(symptom, shrunk.trace());
    assertTrue(shrunk.trace().size() <= whole);
  }

  @Test
  void noMoreIsTriedThanAllowed() {
    EventStore store = generated(3, 300);
    Limits limits = new Limits(17, Duration.ofDays(1), () -> false);
    Shrunk shrunk = new Shrinker(needs(store, 3), limits, Progress.NONE).shrink(store);
    assertEquals(17, shrunk.tries());
    assertEquals(Proof.INTERRUPTED, shrunk.proof());
  }

  @Test
  void noTimeMeansOneTryAtMost() {
    EventStore store = generated(3, 300);
    Limits limits = new Limits(Long.MAX_VALUE, Duration.ZERO, () -> false);
    assertEquals(0, new Shrinker(needs(store, 3), limits, Progress.NONE).shrink(store).tries());
  }

  private static Shrunk shrink(EventStore store, int seed, Limits limits) {
    return new Shrinker(needs(store, seed), limits, Progress.NONE).shrink(store);
  }

  private static EventStore generated(int seed, int count) {
    GeneratedEvents generated = new GeneratedEvents(seed);
    Random random = new Random(seed);
    EventStore store = new EventStore();
    store.add(GeneratedEvents.machine());
    for (int i = 0; i < count; i++) {
      TraceEvent event = generated.next();
      event.setVm(random.nextInt(3));
      event.setVcpu(random.nextInt(3));
      event.setPosition(i + 2L);
      store.add(event);
    }
    return store;
  }

  /**
   * A symptom that needs some of a trace's events in their order, each with some bits of a number
   * and some keys of its expectations.
   */
  private static Symptom needs(EventStore store, int seed) {
    Random random = new Random(seed * 31L);
    TraceEvent event = new TraceEvent();
    List<Need> needs = new ArrayList<>();
    for (int place : random.ints(1 + random.nextInt(6), 1, store.size()).sorted().toArray()) {
      store.read(place, event);
      long bits = random.nextLong() & event.args().numberOr(Arg.CR0, 0);
      long some = random.nextLong();
      long keys = some & random.nextLong() & event.expectations().present();
      needs.add(new Need(event.position(), event.type(), bits, keys));
    }
    return events -> shownAt(events, needs);
  }

  private record Need(long position, EventType type, long bits, long keys) {
    private boolean isMetBy(TraceEvent event) {
      return event.position() == position
          && event.type() == type
          && (event.args().numberOr(Arg.CR0, 0) & bits) == bits
          && (event.expectations().present() & keys) == keys;
    }
  }

  private static int shownAt(EventSequence events, List<Need> needs) {
    int met = 0;
    for (int i = 0; i < events.size(); i++) {
      TraceEvent event = events.get(i);
      while (met < needs.size() && needs.get(met).isMetBy(event)) {
        met++;
      }
      if (met == needs.size()) {
        return i;
      }
    }
    return Symptom.NOT_SHOWN;
  }

  private static void assertShows(Symptom symptom, Selection trace) {
    assertNotEquals(Symptom.NOT_SHOWN, symptom.shownAt(trace));
  }

  /** Tries by itself what the passes claim to have tried. */
  private static void assertMinimal(Symptom symptom, Selection trace) {
    for (int i = 1; i < trace.size(); i++) {
      int gone = i;
      int[] rest = IntStream.range(0, trace.size()).filter(k -> k != gone).toArray();
      assertEquals(Symptom.NOT_SHOWN, symptom.shownAt(trace.at(rest)), "event " + i);
    }
    EventRules rules = new EventRules((part, message) -> {});
    for (int i = 0; i < trace.size(); i++) {
      TraceEvent whole = TraceEvent.copyOf(trace.get(i));
      for (Part part : Parts.of(whole)) {
        TraceEvent without = TraceEvent.copyOf(whole);
        Parts.remove(List.of(part), without);
        if (rules.check(without) && !without.sameContent(whole)) {
          assertEquals(
              Symptom.NOT_SHOWN, symptom.shownAt(trace.replaced(i, without)), i + ": " + part);
        }
      }
    }
  }

  private static List<TraceEvent> events(Selection trace) {
    return IntStream.range(0, trace.size()).mapToObj(i -> TraceEvent.copyOf(trace.get(i))).toList();
  }

  @Test
  void eachPassIsAnnouncedWithWhatIsLeft() {
    EventStore store = generated(5, 300);
    Map<String, Integer> left = new HashMap<>();
    Progress progress = (pass, events, tries) -> left.put(pass, events);
    Shrunk shrunk = new Shrinker(needs(store, 5), Limits.NONE, progress).shrink(store);
    assertTrue(left.keySet().containsAll(List.of("VMs", "vCPUs", "events", "arguments")));
    assertEquals(shrunk.trace().size(), left.get("arguments"));
  }
}
