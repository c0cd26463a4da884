// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Captures show roots, and the roots before them, so that their reuse is really checked. */
final class CaptureRootsTest {
  @ParameterizedTest
  @CsvSource({
    "5.10/npt0-flow,      500, 100",
    "6.1/npt0-flow,       450, 100",
    "6.1/npt1-tdp1-flow,  350, 15",
    "6.1-intel/ept0-flow, 250, 10",
    "7.2/npt0-flow,       450, 100",
  })
  void captureShowsRoots(String name, int roots, int previous) throws Exception {
    Counter counter = new Counter();
    Path trace = Corpus.ROOT.resolve("captures").resolve(name + ".dat");
    try (TraceReader reader = TraceFormats.open(trace)) {
      reader.read(
          counter,
          problem -> {
            throw new AssertionError(problem.toString());
          });
    }
    assertTrue(counter.withRoot >= roots, "MMUs that have roots: " + counter.withRoot);
    assertTrue(counter.withPrevious >= previous, "with previous ones: " + counter.withPrevious);
  }

  private static final class Counter implements TraceHandler {
    private int withRoot;
    private int withPrevious;

    @Override
    public void event(TraceEvent event) {
      for (MmuId mmu : MmuId.values()) {
        ExpectKey key = ExpectKey.of(mmu, MmuItem.ROOTS);
        if (event.expectations().has(key)) {
          count(event.expectations().tuples(key));
        }
      }
    }

    @Override
    public void notChecked(String reason, long count) {
      // Only what is expected counts here.
    }

    private void count(LongTuples roots) {
      boolean previous = roots.get(1) != 0 || roots.get(2) != 0 || roots.get(3) != 0;
      withPrevious += previous ? 1 : 0;
      withRoot += previous || roots.get(0) != 0 ? 1 : 0;
    }
  }
}
