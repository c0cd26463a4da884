// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import java.util.BitSet;

/** How often each point was exercised. */
@SuppressWarnings("EnumOrdinal") // areas have numbers one after the other
final class CoverageMap {
  private static final int[] FIRST = firstNumbers();
  private static final int POINTS = FIRST[FIRST.length - 1];

  private final long[] counts = new long[POINTS];

  private static int[] firstNumbers() {
    Area[] areas = Area.values();
    int[] first = new int[areas.length + 1];
    for (int i = 0; i < areas.length; i++) {
      first[i + 1] = first[i] + areas[i].size();
    }
    return first;
  }

  /** The number of an area's first point among the points of all. */
  static int first(Area area) {
    return FIRST[area.ordinal()];
  }

  /** The number after that of an area's last point. */
  static int end(Area area) {
    return FIRST[area.ordinal() + 1];
  }

  /** A point of an area, numbered as {@link Area#at} does, was exercised. */
  void hit(Area area, int point) {
    counts[FIRST[area.ordinal()] + point]++;
  }

  /** How often a point was, by its number among all. */
  long count(int point) {
    return counts[point];
  }

  /** Adds what another map counted. */
  void add(CoverageMap other) {
    for (int i = 0; i < POINTS; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** The points that were exercised. */
  BitSet exercised() {
    BitSet points = new BitSet(POINTS);
    for (int i = 0; i < POINTS; i++) {
      points.set(i, counts[i] > 0);
    }
    return points;
  }
}
