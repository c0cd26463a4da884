// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.trace.Access;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A bit that is wrong in what a trace expects of a translation is found, there and by its name. */
final class FlippedTranslationTest {
  private static final long SEED = 0x7a51a7e;

  private static final List<ExpectKey> NUMBERS =
      List.of(
          ExpectKey.GPA,
          ExpectKey.FAULT,
          ExpectKey.FAULT_NESTED,
          ExpectKey.FAULT_ADDR,
          ExpectKey.LEVEL,
          ExpectKey.PTE_ACCESS);

  private static final List<ExpectKey> LISTS = List.of(ExpectKey.STEPS, ExpectKey.STORES);

  @TestFactory
  Stream<DynamicTest> aBitOfEachTranslationOfTheVectors() {
    return Corpus.traces("vectors").stream()
        .filter(trace -> Corpus.name(trace).contains("-walks-"))
        .map(trace -> DynamicTest.dynamicTest(Corpus.name(trace), () -> flipEach(trace)));
  }

  /** Every translation stands in a VM of its own, so that no flip hides another. */
  private static void flipEach(Path trace) throws Exception {
    Random random = new Random(SEED ^ Corpus.name(trace).hashCode());
    List<TraceEvent> events = Corpus.events(trace);
    List<String> expected = new ArrayList<>();
    for (TraceEvent event : events) {
      if (event.type() == EventType.ACCESS && !isWrite(event)) {
        expected.add(event.position() + " " + flip(event.expectations(), random).wireName());
      }
    }
    List<String> found =
        FlipReplay.of(events).stream().map(FlippedTranslationTest::withoutFields).toList();
    assertEquals(expected, found, "seed " + SEED);
    assertTrue(expected.size() > 200, expected.size() + " flips");
  }

  /** Of a write the trace may not tell all: it may have been a fetch too. */
  private static boolean isWrite(TraceEvent event) {
    return event.args().word(Arg.ACCESS, Access.class) == Access.WRITE;
  }

  private static ExpectKey flip(KeyValues<ExpectKey> expect, Random random) {
    List<ExpectKey> numbers = NUMBERS.stream().filter(expect::has).toList();
    List<ExpectKey> lists =
        LISTS.stream().filter(k -> expect.has(k) && expect.tuples(k).size() > 0).toList();
    int pick = random.nextInt(numbers.size() + lists.size());
    if (pick < numbers.size()) {
      ExpectKey key = numbers.get(pick);
      int bits = key == ExpectKey.FAULT_NESTED ? 1 : key == ExpectKey.PTE_ACCESS ? 3 : 4;
      expect.set(key, expect.number(key) ^ (1L << random.nextInt(bits)));
      return key;
    }
    ExpectKey key = lists.get(pick - numbers.size());
    LongTuples flipped = flip(expect.tuples(key), random);
    expect.setTuples(key).copyFrom(flipped);
    return key;
  }

  private static LongTuples flip(LongTuples old, Random random) {
    LongTuples tuples = new LongTuples(old.width());
    int tuple = random.nextInt(old.size());
    int part = random.nextInt(old.width());
    for (int i = 0; i < old.size(); i++) {
      for (int j = 0; j < old.width(); j++) {
        tuples.add(old.get(i, j) ^ (i == tuple && j == part ? 1 : 0));
      }
    }
    return tuples;
  }

  private static String withoutFields(String reported) {
    return reported.substring(0, reported.indexOf(' ', reported.indexOf(' ') + 1));
  }
}
