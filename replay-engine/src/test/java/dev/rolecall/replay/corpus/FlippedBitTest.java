// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Flip any one bit of any one role expectation: exactly that field of that event is reported. */
final class FlippedBitTest {
  private static final long SEED = 20220414;
  private static final int SINGLE_FLIPS = 12;

  /** Every bit of every word and of every field expectation of the hand-written traces. */
  @TestFactory
  Stream<DynamicTest> everyBitOfTheSpecification() {
    return each("spec", FlippedBitTest::flipEveryBit);
  }

  /** One flip in a replay, at random places of the vectors. */
  @TestFactory
  Stream<DynamicTest> singleBitsOfTheVectors() {
    return each("vectors", FlippedBitTest::flipSingleBits);
  }

  /** Half of all words in one replay, the bits in turn: no flip hides or moves another. */
  @TestFactory
  Stream<DynamicTest> everyOtherWordOfTheCorpus() {
    return Stream.of("spec", "vectors", "captures")
        .flatMap(folder -> each(folder, FlippedBitTest::flipEveryOtherWord));
  }

  private interface TraceCheck {
    void check(Path trace) throws Exception;
  }

  private static Stream<DynamicTest> each(String folder, TraceCheck check) {
    return Corpus.traces(folder).stream()
        .filter(trace -> !Corpus.name(trace).contains("noprobes"))
        .filter(trace -> !Corpus.name(trace).contains("-walks-")) // they expect no role
        .map(trace -> DynamicTest.dynamicTest(Corpus.name(trace), () -> check.check(trace)));
  }

  private static void flipEveryBit(Path trace) throws Exception {
    List<TraceEvent> events = Corpus.events(trace);
    MmuRevision revision = revision(events.get(0));
    int flips = 0;
    for (TraceEvent event : events) {
      for (ExpectKey word : RoleWordFlips.WORDS) {
        if (event.expectations().has(word)) {
          for (int bit = 0; bit < RoleWordFlips.width(word, revision); bit++) {
            assertFlipIsFound(events, event, word, bit, revision);
            flips++;
          }
        }
      }
      flips += flipFields(events, event);
    }
    assertTrue(flips > 0 || hasNoRole(events), "the trace expects no role");
  }

  private static boolean hasNoRole(List<TraceEvent> events) {
    return events.stream()
        .allMatch(
            e ->
                e.fieldExpectations().isEmpty()
                    && RoleWordFlips.WORDS.stream().noneMatch(e.expectations()::has));
  }

  private static int flipFields(List<TraceEvent> events, TraceEvent event) {
    List<FieldExpectation> fields = List.copyOf(event.fieldExpectations());
    for (int i = 0; i < fields.size(); i++) {
      FieldExpectation old = fields.get(i);
      setFields(event, fields, i, old.value() ^ 1);
      String expected = event.position() + " " + old.wireName() + " " + old.field();
      assertEquals(List.of(expected), FlipReplay.of(events));
      setFields(event, fields, i, old.value());
    }
    return fields.size();
  }

  private static void setFields(
      TraceEvent event, List<FieldExpectation> fields, int changed, long value) {
    event.clearFieldExpectations();
    for (int i = 0; i < fields.size(); i++) {
      FieldExpectation field = fields.get(i);
      event.expectField(
          i == changed
              ? new FieldExpectation(field.mmu(), field.word(), field.field(), value)
              : field);
    }
  }

  private static void flipSingleBits(Path trace) throws Exception {
    List<TraceEvent> events = Corpus.events(trace);
    MmuRevision revision = revision(events.get(0));
    Random random = new Random(SEED ^ Corpus.name(trace).hashCode());
    for (int i = 0; i < SINGLE_FLIPS; i++) {
      TraceEvent event = events.get(random.nextInt(events.size()));
      List<ExpectKey> words =
          RoleWordFlips.WORDS.stream().filter(event.expectations()::has).toList();
      if (!words.isEmpty()) {
        ExpectKey word = words.get(random.nextInt(words.size()));
        int bit = random.nextInt(RoleWordFlips.width(word, revision));
        assertFlipIsFound(events, event, word, bit, revision);
      }
    }
  }

  private static void assertFlipIsFound(
      List<TraceEvent> events, TraceEvent event, ExpectKey word, int bit, MmuRevision revision) {
    RoleWordFlips.flip(event, word, bit);
    List<String> expected = List.of(RoleWordFlips.expected(event, word, bit, revision));
    assertEquals(expected, FlipReplay.of(events), () -> "bit " + bit + ", seed " + SEED);
    RoleWordFlips.flip(event, word, bit);
  }

  private static void flipEveryOtherWord(Path trace) throws Exception {
    EveryOther plain = new EveryOther(Flips.NONE);
    plain.read(trace);
    List<String> unflipped = plain.flipped.reported();
    EveryOther every = new EveryOther(Flips.EVERY_OTHER);
    every.skip(unflipped);
    every.read(trace);
    assertTrue(every.expected.size() > 1 || Corpus.name(trace).startsWith("spec/"), "no flips");
    List<String> expected = new ArrayList<>(unflipped);
    expected.addAll(every.expected);
    List<String> found = new ArrayList<>(every.flipped.reported());
    expected.sort(null);
    found.sort(null);
    assertEquals(expected, found);
  }

  private enum Flips {
    NONE,
    EVERY_OTHER
  }

  /** Flips a bit of a word if the word before it on the same vCPU was left alone. */
  private static final class EveryOther implements TraceHandler {
    private final FlipReplay flipped = new FlipReplay();
    private final List<String> expected = new ArrayList<>();
    private final Map<String, Long> seen = new HashMap<>();
    private final TraceEvent copy = new TraceEvent();
    private final List<Long> skipped = new ArrayList<>();
    private final Flips flips;
    private MmuRevision revision = MmuHistory.revisions().get(0);

    EveryOther(Flips flips) {
      this.flips = flips;
    }

    /** Leaves events alone that diverge by themselves, and what follows them at once. */
    void skip(List<String> reported) {
      for (String line : reported) {
        String event = line.substring(0, line.indexOf(' '));
        if (!event.equals("again")) {
          for (long i = -2; i < 40; i++) {
            skipped.add(Long.parseLong(event) + i);
          }
        }
      }
    }

    void read(Path trace) throws Exception {
      try (TraceReader reader = TraceFormats.open(trace)) {
        reader.read(
            this,
            problem -> {
              throw new AssertionError(problem.toString());
            });
      }
    }

    @Override
    public void event(TraceEvent event) {
      if (event.type() == EventType.MACHINE) {
        revision = revision(event);
      }
      if (flips == Flips.NONE || skipped.contains(event.position())) {
        flipped.replay().event(event);
        return;
      }
      copy.copyFrom(event);
      for (ExpectKey word : RoleWordFlips.WORDS) {
        if (copy.expectations().has(word)) {
          flip(word);
        }
      }
      flipped.replay().event(copy);
    }

    private void flip(ExpectKey word) {
      String stream = copy.vm() + " " + copy.vcpu() + " " + word;
      long count = seen.merge(stream, 1L, Long::sum);
      if (count % 2 == 1) {
        int width = RoleWordFlips.width(word, revision);
        int bit = (int) ((count / 2 + word.index() * 7L + copy.vcpu()) % width);
        RoleWordFlips.flip(copy, word, bit);
        expected.add(RoleWordFlips.expected(copy, word, bit, revision));
      }
    }

    @Override
    public void notChecked(String reason, long count) {
      // What cannot be checked holds no word to flip.
    }
  }

  private static MmuRevision revision(TraceEvent machine) {
    return MmuHistory.find(machine.args().text(Arg.REVISION)).orElseThrow();
  }
}
