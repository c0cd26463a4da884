// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The vectors of two points hold the same events. Replaying one point's at the other diverges, in
 * roots and requests, just where the two kernels did.
 */
final class RootHistoryTest {
  @ParameterizedTest
  @CsvSource({
    // the previous root is looked for before the context is initialised, and PAE roots are not kept
    "v5.10,     v5.18,     3856, 1801",
    "v5.18,     v5.10,     3856, 1801",
    // the split changes no decision
    "v5.18,     series-07, 0,    0",
    // TDP roles without registers: roots that differed in WP or NX are found again
    "series-07, series-11, 2,    55",
    // shadow roots that differed in NX
    "series-11, series-14, 0,    0",
    "series-14, series-16, 0,    0",
    "series-16, v5.19,     0,    0",
    // a write of CR0.WP alone keeps TDP roots
    "v5.19,     v6.1,      22,   493",
    // without paging it keeps shadow roots
    "v6.1,      v7.2,      0,    6",
  })
  void replayDivergesWhereTheKernelsDid(String older, String newer, int requests, int roots)
      throws Exception {
    int inRequests = 0;
    int inRoots = 0;
    for (Path trace : Corpus.traces("vectors/" + older)) {
      Path other = counterpart(trace, older, newer);
      if (!other.toFile().exists()) {
        continue;
      }
      List<TraceEvent> before = Corpus.events(trace);
      List<TraceEvent> after = Corpus.events(other);
      Diverging replay = Diverging.at(newer.replace("series-", "series/"), before);
      Set<Long> otherRequests = differing(before, after, RootHistoryTest::sameRequests);
      Set<Long> otherRoots = differing(before, after, RootHistoryTest::sameSlots);
      assertEquals(otherRequests, replay.requests, Corpus.name(trace));
      assertTrue(replay.roots.containsAll(otherRoots), Corpus.name(trace));
      inRequests += otherRequests.size();
      inRoots += otherRoots.size();
    }
    assertEquals(requests, inRequests, "events with other requests");
    assertEquals(roots, inRoots, "events with other roots");
  }

  private static Path counterpart(Path trace, String older, String newer) {
    String name = trace.getFileName().toString().replace(older, newer);
    return Corpus.ROOT.resolve("vectors").resolve(newer).resolve(name);
  }

  private interface Comparison {
    boolean same(KeyValues<ExpectKey> a, KeyValues<ExpectKey> b);
  }

  private static Set<Long> differing(
      List<TraceEvent> before, List<TraceEvent> after, Comparison comparison) {
    assertEquals(before.size(), after.size(), "events");
    Set<Long> found = new TreeSet<>();
    for (int i = 0; i < before.size(); i++) {
      if (!comparison.same(before.get(i).expectations(), after.get(i).expectations())) {
        found.add(before.get(i).position());
      }
    }
    return found;
  }

  private static boolean sameRequests(KeyValues<ExpectKey> a, KeyValues<ExpectKey> b) {
    return !a.has(ExpectKey.REQUESTS)
        || a.number(ExpectKey.REQUESTS) == b.number(ExpectKey.REQUESTS);
  }

  /** Whether the same kinds of roots with the same PGDs stand in the same slots. */
  private static boolean sameSlots(KeyValues<ExpectKey> a, KeyValues<ExpectKey> b) {
    for (MmuId mmu : List.of(MmuId.ROOT_MMU, MmuId.GUEST_MMU)) {
      ExpectKey key = ExpectKey.of(mmu, MmuItem.ROOTS);
      if (a.has(key) && !slots(a.tuples(key)).equals(slots(b.tuples(key)))) {
        return false;
      }
    }
    return true;
  }

  private static List<Long> slots(LongTuples roots) {
    List<Long> kindsAndPgds = new ArrayList<>();
    for (int slot = 0; slot < roots.size(); slot++) {
      kindsAndPgds.add(roots.get(slot, 0));
      kindsAndPgds.add(roots.get(slot, 1));
    }
    return kindsAndPgds;
  }

  /** A replay that notes the events in which roots or requests diverge. */
  private static final class Diverging implements DivergenceSink, StepObserver {
    private final Set<Long> requests = new TreeSet<>();
    private final Set<Long> roots = new TreeSet<>();
    private long event;

    static Diverging at(String revision, List<TraceEvent> events) {
      Diverging diverging = new Diverging();
      TraceReplay replay =
          new TraceReplay(
              "vector",
              new ReplaySettings(Optional.of(Corpus.revision(revision)), 0),
              new TraceReplay.Sinks(
                  problem -> {
                    throw new AssertionError(problem.toString());
                  },
                  new Tally(),
                  diverging,
                  diverging));
      events.forEach(replay::event);
      return diverging;
    }

    @Override
    public void before(TraceEvent fed, VcpuMmu mmu) {
      event = fed.position();
    }

    @Override
    public void diverged(Divergence divergence) {
      add(divergence.difference());
      divergence.also().forEach(this::add);
    }

    @Override
    public void repeated(Difference difference) {
      add(difference);
    }

    private void add(Difference difference) {
      switch (difference.observable()) {
        case REQUESTS -> requests.add(event);
        case ROOTS -> roots.add(event);
        default -> {}
      }
    }
  }
}
