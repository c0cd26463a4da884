// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what two sequences have once each, and the most of it that stands in the same order in
 * both: patience diff. Elements that all occur often are told by those that follow them.
 */
final class UniqueElements {
  /** How many elements on end are taken for one. */
  private static final int[] WINDOWS = {1, 8, 64};

  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int SEVERAL = -2;
  private static final int NONE = -1;

  private UniqueElements() {}

  /** Where something stands in each sequence. */
  private static final class Places {
    private int first = NONE;
    private int second = NONE;

    private boolean areUnique() {
      return first >= 0 && second >= 0;
    }
  }

  /**
   * The common unique elements of a range.
   *
   * @return pairs of places, one after the other, rising in both; empty if there are none
   */
  static Optional<int[]> common(long[] a, long[] b, Range range) {
    for (int window : WINDOWS) {
      List<Places> unique = unique(a, b, range, window);
      if (!unique.isEmpty()) {
        return Optional.of(longestRising(unique));
      }
    }
    return Optional.empty();
  }

  private static List<Places> unique(long[] a, long[] b, Range range, int window) {
    Map<Long, Places> places = new HashMap<>();
    for (int i = range.from(); i + window <= range.to(); i++) {
      Places found = places.computeIfAbsent(hash(a, i, window), key -> new Places());
      found.first = found.first == NONE ? i : SEVERAL;
    }
    for (int i = range.otherFrom(); i + window <= range.otherTo(); i++) {
      Places found = places.get(hash(b, i, window));
      if (found != null) {
        found.second = found.second == NONE ? i : SEVERAL;
      }
    }
    return places.values().stream()
        .filter(Places::areUnique)
        .sorted(Comparator.comparingInt(p -> p.first))
        .toList();
  }

  private static long hash(long[] elements, int from, int window) {
    long hash = elements[from];
    for (int i = 1; i < window; i++) {
      hash = (hash ^ (hash >>> 29)) * MIX + elements[from + i];
    }
    return hash;
  }

  /** A longest run of pairs whose places rise in the second sequence as well. */
  private static int[] longestRising(List<Places> byFirst) {
    int[] before = new int[byFirst.size()];
    List<Integer> ends = new ArrayList<>(); // of the runs of each length, the lowest end
    for (int i = 0; i < byFirst.size(); i++) {
      int length = runsBelow(byFirst, ends, byFirst.get(i).second);
      before[i] = length == 0 ? NONE : ends.get(length - 1);
      if (length == ends.size()) {
        ends.add(i);
      } else {
        ends.set(length, i);
      }
    }
    int[] pairs = new int[2 * ends.size()];
    int at = ends.get(ends.size() - 1);
    for (int i = pairs.length - 2; i >= 0; i -= 2) {
      pairs[i] = byFirst.get(at).first;
      pairs[i + 1] = byFirst.get(at).second;
      at = before[at];
    }
    return pairs;
  }

  private static int runsBelow(List<Places> places, List<Integer> ends, int second) {
    int low = 0;
    int high = ends.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (places.get(ends.get(middle)).second < second) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
