// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What is exercised of what can be.
 *
 * @param catalogue what can be
 * @param map what is, and how often
 */
record Measure(Catalogue catalogue, CoverageMap map) {
  /** A point by name, and how often it was exercised. */
  record Point(String name, long count) {}

  /** How many points of an area can be exercised. */
  int possible(Area area) {
    return of(area, catalogue.possible()).cardinality();
  }

  /** How many of those are. */
  int exercised(Area area) {
    return of(area, exercised()).cardinality();
  }

  /** How many points of all areas can be exercised. */
  int possible() {
    return catalogue.possible().cardinality();
  }

  /** How many of those are. */
  int all() {
    return exercised().cardinality();
  }

  /** The points of an area that are exercised. */
  List<Point> points(Area area) {
    return named(area, exercised());
  }

  /** The points of an area that never are. */
  List<Point> never(Area area) {
    BitSet never = (BitSet) catalogue.possible().clone();
    never.andNot(map.exercised());
    return named(area, never);
  }

  /** What is exercised of an area though no guest was found to come to it. */
  List<Point> beyond(Area area) {
    BitSet beyond = map.exercised();
    beyond.andNot(catalogue.reachable());
    return named(area, beyond);
  }

  private BitSet exercised() {
    BitSet exercised = map.exercised();
    exercised.and(catalogue.possible());
    return exercised;
  }

  private static BitSet of(Area area, BitSet points) {
    return points.get(CoverageMap.first(area), CoverageMap.end(area));
  }

  private List<Point> named(Area area, BitSet points) {
    List<Point> named = new ArrayList<>();
    int point = points.nextSetBit(CoverageMap.first(area));
    while (point >= 0 && point < CoverageMap.end(area)) {
      named.add(new Point(catalogue.name(area, point), map.count(point)));
      point = points.nextSetBit(point + 1);
    }
    return named;
  }
}
