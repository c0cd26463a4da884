// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.format.csv.CsvTraceReader;
import dev.rolecall.replay.format.csv.CsvTraceWriter;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GeneratedTracesTest {
  private static final MmuRevision V6_1 = MmuHistory.find("v6.1").orElseThrow();

  @Test
  void everyTraceObeysTheRulesOfTraces() {
    obeysTheRules(new GeneratedTraces(V6_1, 1, 150), 500);
  }

  @Test
  void everyEnumeratedTraceObeysTheRulesOfTraces() {
    obeysTheRules(new StateEnumeration(V6_1), 30);
  }

  @Test
  void traceIsReadBackEqualFromCsv() throws Exception {
    GeneratedTraces traces = new GeneratedTraces(V6_1, 2, 150);
    for (int number = 0; number < 50; number++) {
      List<TraceEvent> made = events(traces, number);
      List<TraceEvent> read = new ArrayList<>();
      byte[] csv = csv(made);
      try (TraceReader reader = new CsvTraceReader("trace", new ByteArrayInputStream(csv))) {
        reader.read(
            new TraceHandler() {
              @Override
              public void event(TraceEvent event) {
                read.add(TraceEvent.copyOf(event));
              }

              @Override
              public void notChecked(String reason, long count) {
                throw new AssertionError(reason);
              }
            },
            problem -> {
              throw new AssertionError(problem);
            });
      }
      assertEquals(made.size(), read.size());
      for (int i = 0; i < made.size(); i++) {
        assertTrue(made.get(i).sameContent(read.get(i)), "trace " + number + " event " + i);
      }
    }
  }

  @Test
  void traceFollowsFromSeedAndNumberAlone() throws Exception {
    GeneratedTraces forth = new GeneratedTraces(V6_1, 3, 150);
    GeneratedTraces back = new GeneratedTraces(V6_1, 3, 150);
    List<byte[]> first = new ArrayList<>();
    for (int number = 0; number < 200; number++) {
      first.add(csv(events(forth, number)));
    }
    for (int number = 199; number >= 0; number--) {
      assertArrayEquals(first.get(number), csv(events(back, number)), "trace " + number);
    }
  }

  /** The sequence of SplitMix64 from seed 0, as Steele, Lea and Flood's algorithm gives it. */
  @Test
  void numbersAreThoseOfSplitMix64() {
    SeededRandom random = new SeededRandom();
    random.seed(0);
    assertEquals(0xe220a8397b1dcdafL, random.bits());
    assertEquals(0x6e789e6aa1b965f4L, random.bits());
    assertEquals(0x06c45d188009454fL, random.bits());
  }

  @Test
  void tracesReachEveryModeAndKindOfNesting() {
    Census census = new Census();
    replay(new GeneratedTraces(V6_1, 4, 150), 600, census);
    for (PagingMode mode : PagingMode.values()) {
      census.expect(mode + " in L1", 2_000);
      census.expect(mode + " in L2 of NPT", 100);
      census.expect(mode + " in L2 of EPT", 100);
      census.expect(mode + " in L2 of SHADOW", 200);
      census.expect(mode + " in SMM", 200);
    }
    census.expect("refused", 500);
    census.expect("accepted", 10_000);
    for (EventType type : STEPS) {
      census.expect(type.wireName(), 100);
    }
    census.expect("translated at level 1", 200);
    census.expect("translated at level 2", 20);
    census.expect("translated at level 3", 2);
    census.expect("page fault", 1_000);
  }

  private static final List<EventType> STEPS =
      List.of(
          EventType.WRITE,
          EventType.SREGS,
          EventType.CPUID,
          EventType.SMM,
          EventType.NESTED_ENTRY,
          EventType.NESTED_EXIT,
          EventType.INIT_MMU,
          EventType.LOAD,
          EventType.UNLOAD,
          EventType.NEW_PGD,
          EventType.ACCESS);

  /** Counts what the model went through. */
  private static final class Census implements StepObserver {
    private final Map<String, Integer> counts = new TreeMap<>();
    private NestedMode nesting = NestedMode.SHADOW;

    private void expect(String what, int floor) {
      int count = counts.getOrDefault(what, 0);
      assertTrue(count >= floor, what + ": " + count + ", expected " + floor + " or more");
    }

    private void count(String what) {
      counts.merge(what, 1, Integer::sum);
    }

    @Override
    public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
      if (event.type() == EventType.NESTED_ENTRY) {
        nesting = event.args().word(Arg.MODE, NestedMode.class);
      }
      Registers registers = mmu.state().registers();
      PagingMode mode = PagingMode.of(registers.cr0(), registers.cr4(), registers.efer());
      count(mode + (mmu.state().guestMode() ? " in L2 of " + nesting : " in L1"));
      if (mmu.state().smm()) {
        count(mode + " in SMM");
      }
      count(event.type().wireName());
      if (event.type() == EventType.WRITE) {
        count(verdict.accepted() ? "accepted" : "refused");
      }
      if (event.type() == EventType.ACCESS) {
        boolean fault = mmu.lastWalk().end().isFault();
        count(fault ? "page fault" : "translated at level " + mmu.lastWalk().level());
      }
    }
  }

  private static void replay(TraceSource source, int traces, StepObserver observer) {
    TraceEvent event = new TraceEvent();
    for (int number = 0; number < traces; number++) {
      TraceReplay replay =
          new TraceReplay(
              "",
              ReplaySettings.standard(),
              new TraceReplay.Sinks(
                  problem -> {
                    throw new AssertionError(problem);
                  },
                  new Tally(),
                  new NoDivergence(),
                  observer));
      source.start(number);
      while (source.next(event)) {
        replay.event(event);
      }
    }
  }

  private static final class NoDivergence implements VcpuCheck.DivergenceSink {
    @Override
    public void diverged(Divergence divergence) {
      throw new AssertionError(divergence);
    }

    @Override
    public void repeated(Difference difference) {
      throw new AssertionError(difference);
    }
  }

  static void obeysTheRules(TraceSource source, int traces) {
    TraceEvent event = new TraceEvent();
    for (int number = 0; number < traces; number++) {
      String trace = "trace " + number;
      EventRules rules = new EventRules((part, message) -> broken(trace, event, message));
      TraceRules order = new TraceRules((part, message) -> broken(trace, event, message));
      source.start(number);
      while (source.next(event)) {
        rules.check(event);
        order.check(event);
      }
    }
  }

  private static void broken(String trace, TraceEvent event, String message) {
    throw new AssertionError(trace + " event " + event.position() + ": " + message);
  }

  private static List<TraceEvent> events(TraceSource source, long number) {
    List<TraceEvent> events = new ArrayList<>();
    TraceEvent event = new TraceEvent();
    source.start(number);
    while (source.next(event)) {
      events.add(TraceEvent.copyOf(event));
    }
    return events;
  }

  private static byte[] csv(List<TraceEvent> events) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CsvTraceWriter writer = new CsvTraceWriter(out)) {
      for (TraceEvent event : events) {
        writer.write(event);
      }
    }
    return out.toByteArray();
  }
}
