// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import dev.rolecall.replay.diff.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the first bad one of candidates in a row, of which the first is good and the last is bad.
 * Where a candidate cannot be told, a neighbour is asked instead, as git does.
 */
public final class Bisection {
  private final Verdict[] verdicts;
  private int good;
  private int bad;

  /**
   * A bisection.
   *
   * @param candidates how many there are, 2 or more
   */
  public Bisection(int candidates) {
    if (candidates < 2) {
      throw new IllegalArgumentException(candidates + " candidates");
    }
    this.verdicts = new Verdict[candidates];
    this.bad = candidates - 1;
    verdicts[0] = Verdict.GOOD;
    verdicts[bad] = Verdict.BAD;
  }

  /** The candidate to ask next; empty if no more can be found out. */
  public Optional<Integer> next() {
    int middle = good + (bad - good) / 2;
    for (int distance = 0; distance < bad - good; distance++) {
      for (int candidate : new int[] {middle - distance, middle + distance}) {
        if (candidate > good && candidate < bad && verdicts[candidate] == null) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  /** How many candidates may still be asked. */
  public int left() {
    return (int) Arrays.stream(verdicts, good + 1, bad).filter(verdict -> verdict == null).count();
  }

  /** Says what a candidate between the last good one and the first bad one is. */
  public void tell(int candidate, Verdict verdict) {
    if (candidate <= good || candidate >= bad) {
      throw new IllegalArgumentException(
          "candidate %d is not between %d and %d".formatted(candidate, good, bad));
    }
    verdicts[candidate] = verdict;
    switch (verdict) {
      case GOOD -> good = candidate;
      case BAD -> bad = candidate;
      case SKIP -> {}
    }
  }

  /** The candidates of which one is the first bad one; one alone unless some could not be told. */
  public List<Integer> suspects() {
    List<Integer> suspects = new ArrayList<>();
    for (int candidate = good + 1; candidate <= bad; candidate++) {
      suspects.add(candidate);
    }
    return suspects;
  }
}
