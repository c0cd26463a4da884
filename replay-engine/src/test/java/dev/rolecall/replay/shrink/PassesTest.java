// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventText;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Each pass by itself, on symptoms that need one thing. */
class PassesTest {
  private final EventStore store = new EventStore();

  PassesTest() {
    add(EventType.MACHINE, e -> e.args().setText(Arg.REVISION, "v6.1"));
  }

  @Test
  void tailIsCutAfterTheEventThatShows() {
    addMany(10);
    Selection cut = new Tail().apply(all(), tries(needs(e -> e.position() == 4)));
    assertEquals(List.of(1L, 2L, 3L, 4L), positions(cut));
  }

  @Test
  void tailThatMattersStays() {
    addMany(5);
    Selection all = all();
    Symptom last = events -> events.size() == 6 ? 2 : Symptom.NOT_SHOWN;
    assertSame(all, new Tail().apply(all, tries(last)));
  }

  @Test
  void windowKeepsTheLastEventsAndEveryVcpu() {
    add(EventType.VCPU, e -> {});
    addMany(10_000);
    Selection window = new Window().apply(all(), tries(needs(e -> e.position() == 9_500)));
    assertEquals(2 + 512, window.size());
    assertEquals(List.of(1L, 2L), positions(window).subList(0, 2));
  }

  @Test
  void wholeVmsGo() {
    for (int i = 0; i < 12; i++) {
      int vm = i % 4;
      add(EventType.MEMORY, e -> e.setVm(vm));
    }
    Selection kept = Owners.vms().apply(all(), tries(needs(e -> e.vm() == 2)));
    assertEquals(List.of(1L, 4L, 8L, 12L), positions(kept));
  }

  @Test
  void wholeVcpusGoAndWhatIsOfTheirVmStays() {
    add(EventType.MEMORY, e -> {});
    for (int i = 0; i < 6; i++) {
      int vcpu = i % 3;
      add(EventType.LOAD, e -> e.setVcpu(vcpu));
    }
    Selection kept = Owners.vcpus().apply(all(), tries(needs(e -> e.vcpu() == 1)));
    assertEquals(List.of(1L, 2L, 4L, 7L), positions(kept));
  }

  @Test
  void eventsGoAndTheMachineStays() {
    addMany(1_000);
    Symptom symptom =
        needs(List.of(e -> e.position() == 17, e -> e.position() == 500, e -> e.position() == 999));
    Tries tries = tries(symptom);
    assertEquals(List.of(1L, 17L, 500L, 999L), positions(new Events().apply(all(), tries)));
    assertTrue(tries.count() < 100, tries.count() + " tries");
  }

  @Test
  void everythingIsExpectedOfTheLastEventOnly() {
    add(EventType.WRITE, e -> fill(e, 1));
    add(EventType.WRITE, e -> fill(e, 2));
    Selection bare = Wholesale.expectations().apply(all(), tries(needs(e -> e.position() == 3)));
    assertEquals(List.of("", "", "cr4=0x2 accepted=1"), expectations(bare));
  }

  @Test
  void whatLeadsTheModelStaysExpectedIfItMatters() {
    add(EventType.WRITE, e -> fill(e, 1));
    add(EventType.WRITE, e -> fill(e, 2));
    Symptom symptom =
        needs(List.of(e -> e.expectations().has(ExpectKey.ACCEPTED), e -> e.position() == 3));
    Selection bare = Wholesale.expectations().apply(all(), tries(symptom));
    assertEquals(List.of("", "accepted=1", "cr4=0x2 accepted=1"), expectations(bare));
  }

  @Test
  void numbersOfEventsGo() {
    add(
        EventType.LOAD,
        e -> {
          e.setSeq(7);
          e.setTimeNs(8);
          e.setVm(9);
          e.setVcpu(10);
          e.markTakenOver(Arg.CR0);
        });
    TraceEvent bare = Wholesale.numbers().apply(all(), tries(needs(e -> e.position() == 2))).get(1);
    assertEquals(
        List.of(false, false, false, false),
        List.of(bare.hasSeq(), bare.hasTimeNs(), bare.hasVm(), bare.hasVcpu()));
    assertEquals(0, bare.takenOver());
  }

  @Test
  void roleWordIsSpelledOutInTheFieldsOfItsRevision() {
    ExpectKey word = ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE);
    add(EventType.OBSERVE, e -> e.expectations().set(word, 1L << 18 | 3)); // smm, level 3
    Selection spelled = new Words().apply(all(), tries(needs(e -> e.position() == 2)));
    List<FieldExpectation> fields = List.copyOf(spelled.get(1).fieldExpectations());
    assertEquals(0, spelled.get(1).expectations().present());
    assertTrue(fields.contains(field("level", 3)), fields.toString());
    assertTrue(fields.contains(field("efer_nx", 0)), fields.toString());
    assertTrue(fields.contains(field("cr4_smep", 0)), fields.toString());
  }

  @Test
  void argumentsBitsAndExpectationsGo() {
    add(
        EventType.VCPU,
        e -> {
          e.args().set(Arg.CR0, 0x80050033L);
          e.args().set(Arg.CR4, 0x3006f0);
          e.args().set(Arg.NX, 1);
          fill(e, 5);
        });
    Symptom symptom =
        needs(e -> (e.args().numberOr(Arg.CR0, 0) & 0x80000001L) == 0x80000001L && hasCr4(e));
    Selection bare = Arguments.ofAllParts().apply(all(), tries(symptom));
    assertEquals("cr0=0x80000001", args(bare.get(1)));
    assertEquals("cr4=0x5", expectations(bare).get(1));
  }

  @Test
  void memoryLosesItsEndsAndWhatLiesBetweenBecomesZero() {
    add(
        EventType.MEMORY,
        e -> {
          e.args().set(Arg.GPA, 0x1000);
          Arrays.stream(new long[] {1, 2, 3, 4, 5, 6}).forEach(e.args().setTuples(Arg.QWORDS)::add);
        });
    Symptom symptom = needs(e -> qword(e, 0x1008) == 2 && qword(e, 0x1018) == 4);
    Selection bare = Arguments.ofAllParts().apply(all(), tries(symptom));
    assertEquals("gpa=0x1008 qwords=0x2,0x0,0x4", args(bare.get(1)));
  }

  @Test
  void bytesOfMemoryGoLikeQwords() {
    add(
        EventType.MEMORY,
        e -> {
          e.args().set(Arg.GPA, 0x1000);
          e.args().setBytes(Arg.BYTES, new byte[] {1, 2, 3, 4});
        });
    Symptom symptom = needs(e -> e.args().number(Arg.GPA) <= 0x1002 && byteAt(e, 0x1002) == 3);
    Selection bare = Arguments.ofAllParts().apply(all(), tries(symptom));
    assertEquals("gpa=0x1002 bytes=03", args(bare.get(1)));
  }

  @Test
  void levelsOfAWalkGoOneByOne() {
    add(
        EventType.WALK,
        e -> {
          e.args().set(Arg.ADDR, 0xff);
          e.args().setTuples(Arg.PTES);
          for (int level = 4; level > 0; level--) {
            e.args().tuples(Arg.PTES).add(level, 0x67);
          }
        });
    Symptom symptom = needs(PassesTest::hasLevelTwoWithBitZero);
    Selection bare = Arguments.ofAllParts().apply(all(), tries(symptom));
    assertEquals("ptes=2:0x1", args(bare.get(1)));
  }

  @Test
  void bitsOfRegistersGoEverywhereAtOnce() {
    add(EventType.SREGS, e -> e.args().set(Arg.CR4, 0x36));
    add(EventType.OBSERVE, e -> e.expectations().set(ExpectKey.CR4, 0x26));
    Symptom differInBit4 =
        events -> {
          long written = events.get(1).args().number(Arg.CR4);
          long expected = events.get(2).expectations().number(ExpectKey.CR4);
          return (written ^ expected) == 0x10 ? 2 : Symptom.NOT_SHOWN;
        };
    Selection bare = new Registers().apply(all(), tries(differInBit4));
    assertEquals("cr4=0x10", args(bare.get(1)));
    assertEquals("cr4=0x0", expectations(bare).get(2));
  }

  private static boolean hasCr4(TraceEvent event) {
    return event.expectations().has(ExpectKey.CR4);
  }

  private static boolean hasLevelTwoWithBitZero(TraceEvent event) {
    if (event.type() != EventType.WALK || !event.args().has(Arg.PTES)) {
      return false;
    }
    var ptes = event.args().tuples(Arg.PTES);
    for (int i = 0; i < ptes.size(); i++) {
      if (ptes.get(i, 0) == 2 && (ptes.get(i, 1) & 1) == 1) {
        return true;
      }
    }
    return false;
  }

  private static long qword(TraceEvent event, long address) {
    if (event.type() != EventType.MEMORY) {
      return 0;
    }
    long index = (address - event.args().number(Arg.GPA)) / Long.BYTES;
    var qwords = event.args().tuples(Arg.QWORDS);
    return index >= 0 && index < qwords.size() ? qwords.get((int) index) : 0;
  }

  private static int byteAt(TraceEvent event, long address) {
    if (event.type() != EventType.MEMORY) {
      return 0;
    }
    long index = address - event.args().number(Arg.GPA);
    byte[] bytes = event.args().bytes(Arg.BYTES);
    return index >= 0 && index < bytes.length ? bytes[(int) index] : 0;
  }

  private static FieldExpectation field(String name, long value) {
    return new FieldExpectation(MmuId.ROOT_MMU, RoleWord.CPU_ROLE, name, value);
  }

  private static void fill(TraceEvent event, long cr4) {
    if (event.type() == EventType.WRITE) {
      event.args().set(Arg.CR4, cr4);
    }
    event.expectations().set(ExpectKey.CR4, cr4);
    event.expectations().set(ExpectKey.ACCEPTED, 1);
  }

  private void add(EventType type, Consumer<TraceEvent> fill) {
    TraceEvent event = new TraceEvent();
    event.reset(type);
    fill.accept(event);
    event.setPosition(store.size() + 1L);
    store.add(event);
  }

  private void addMany(int count) {
    for (int i = 0; i < count; i++) {
      add(EventType.LOAD, e -> {});
    }
  }

  private Selection all() {
    return Selection.all(store);
  }

  private static Tries tries(Symptom symptom) {
    return new Tries(symptom, Limits.NONE, Progress.NONE);
  }

  /** Some events of the trace meet these, in this order. */
  private static Symptom needs(List<Predicate<TraceEvent>> needed) {
    return events -> shownAt(events, needed);
  }

  private static Symptom needs(Predicate<TraceEvent> needed) {
    return needs(List.of(needed));
  }

  private static int shownAt(EventSequence events, List<Predicate<TraceEvent>> needed) {
    int met = 0;
    for (int i = 1; i < events.size(); i++) {
      met += needed.get(met).test(events.get(i)) ? 1 : 0;
      if (met == needed.size()) {
        return i;
      }
    }
    return Symptom.NOT_SHOWN;
  }

  private static List<Long> positions(Selection trace) {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      positions.add(trace.get(i).position());
    }
    return positions;
  }

  private static String args(TraceEvent event) {
    StringBuilder text = new StringBuilder();
    EventText.appendArgs(text, event);
    return text.toString();
  }

  private static List<String> expectations(Selection trace) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      StringBuilder text = new StringBuilder();
      EventText.appendExpectations(text, trace.get(i));
      texts.add(text.toString());
    }
    return texts;
  }
}
