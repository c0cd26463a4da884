// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Picks traces that together exercise what all do: always the one that adds the most, of those the
 * smallest, of those the first; then whatever the later picks made superfluous goes again. The
 * result has no superfluous trace; there may be others of fewer.
 */
final class SetCover {
  private static final Comparator<CoveredTrace> LARGEST_FIRST =
      Comparator.comparingLong(CoveredTrace::events).reversed();

  private SetCover() {}

  /** The traces that are needed, in their order. */
  static List<CoveredTrace> of(List<CoveredTrace> traces) {
    List<CoveredTrace> picked = pick(traces);
    List<CoveredTrace> droppable = new ArrayList<>(picked);
    droppable.sort(LARGEST_FIRST);
    for (CoveredTrace trace : droppable) {
      List<CoveredTrace> others = picked.stream().filter(other -> !other.equals(trace)).toList();
      if (added(trace, union(others)) == 0) {
        picked = others;
      }
    }
    List<CoveredTrace> needed = picked;
    return traces.stream().filter(needed::contains).toList();
  }

  private static List<CoveredTrace> pick(List<CoveredTrace> traces) {
    List<CoveredTrace> picked = new ArrayList<>();
    BitSet missing = union(traces);
    BitSet covered = new BitSet();
    while (!missing.isEmpty()) {
      CoveredTrace best = best(traces, covered);
      picked.add(best);
      covered.or(best.points());
      missing.andNot(best.points());
    }
    return picked;
  }

  private static CoveredTrace best(List<CoveredTrace> traces, BitSet covered) {
    CoveredTrace best = traces.get(0);
    int most = added(best, covered);
    for (CoveredTrace trace : traces) {
      int adds = added(trace, covered);
      if (adds > most || (adds == most && trace.events() < best.events())) {
        best = trace;
        most = adds;
      }
    }
    return best;
  }

  /** How many points a trace adds to others. */
  private static int added(CoveredTrace trace, BitSet covered) {
    BitSet more = (BitSet) trace.points().clone();
    more.andNot(covered);
    return more.cardinality();
  }

  private static BitSet union(List<CoveredTrace> traces) {
    BitSet all = new BitSet();
    traces.forEach(trace -> all.or(trace.points()));
    return all;
  }
}
