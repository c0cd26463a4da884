// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SetCoverTest {
  private static CoveredTrace trace(String file, long events, int... points) {
    BitSet set = new BitSet();
    for (int point : points) {
      set.set(point);
    }
    return new CoveredTrace(file, events, set);
  }

  private static List<String> needed(CoveredTrace... traces) {
    return SetCover.of(List.of(traces)).stream().map(CoveredTrace::file).toList();
  }

  @Test
  void traceWithoutPointsOfItsOwnIsNotNeeded() {
    assertEquals(List.of("b"), needed(trace("a", 1, 1, 2), trace("b", 9, 1, 2, 3)));
  }

  @Test
  void ofEqualTracesTheSmallerIsNeeded() {
    assertEquals(List.of("b"), needed(trace("a", 5, 1, 2), trace("b", 4, 1, 2)));
  }

  @Test
  void ofTracesThatAreAlikeTheFirstIsNeeded() {
    assertEquals(List.of("a"), needed(trace("a", 4, 1), trace("b", 4, 1)));
  }

  @Test
  void traceNamedTwiceIsNeededOnce() {
    assertEquals(List.of("a"), needed(trace("a", 4, 1), trace("a", 4, 1)));
  }

  /** The one with most points is picked first, and the two that are needed anyway cover it. */
  @Test
  void pickThatLaterOnesCoverGoesAgain() {
    CoveredTrace most = trace("most", 1, 1, 2, 3, 4);
    CoveredTrace left = trace("left", 1, 1, 2, 5);
    CoveredTrace right = trace("right", 1, 3, 4, 6);
    assertEquals(List.of("left", "right"), needed(most, left, right));
  }

  @Test
  void neededTracesKeepTheirOrder() {
    assertEquals(
        List.of("small", "large"), needed(trace("small", 1, 1), trace("large", 1, 2, 3, 4)));
  }

  @Test
  void nothingIsNeededWhereNothingIsExercised() {
    assertEquals(List.of(), needed(trace("a", 4), trace("b", 1)));
    assertEquals(List.of(), needed());
  }
}
