// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.revision.MmuRevision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What the traces that were replayed at one kernel point exercise of it. */
final class KernelCoverage {
  private final MmuRevision revision;
  private final Catalogue catalogue;
  private final CoverageMap map = new CoverageMap();
  private final List<CoveredTrace> traces = new ArrayList<>();

  KernelCoverage(MmuRevision revision, Catalogue catalogue) {
    this.revision = revision;
    this.catalogue = catalogue;
  }

  void add(String file, long events, CoverageMap exercised) {
    map.add(exercised);
    BitSet points = exercised.exercised();
    BitSet constants = (BitSet) catalogue.reachable().clone();
    constants.andNot(catalogue.possible());
    points.andNot(constants);
    traces.add(new CoveredTrace(file, events, points));
  }

  MmuRevision revision() {
    return revision;
  }

  Measure measure() {
    return new Measure(catalogue, map);
  }

  List<CoveredTrace> traces() {
    return traces;
  }

  /** How many points no other trace exercises. */
  int alone(CoveredTrace trace) {
    BitSet alone = (BitSet) trace.points().clone();
    for (CoveredTrace other : traces) {
      if (!other.equals(trace)) {
        alone.andNot(other.points());
      }
    }
    return alone.cardinality();
  }

  /** The traces that together exercise all that is exercised, in the order of the traces. */
  List<CoveredTrace> needed() {
    return SetCover.of(traces);
  }
}
