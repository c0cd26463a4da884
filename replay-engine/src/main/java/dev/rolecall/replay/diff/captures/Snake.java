// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import java.util.Optional;

/**
 * A point through which a shortest edit script of two sequences goes: Myers, "An O(ND) Difference
 * Algorithm and Its Variations", the linear space refinement. The search meets in the middle, and
 * gives up where too much differs.
 */
final class Snake {
  /** Insertions and deletions, of each half, after which the search gives up. */
  static final int MAX_EDITS = 400;

  private final long[] a;
  private final long[] b;
  private final Range range;
  private final int n;
  private final int m;
  private final int limit;
  private final int[] forward;
  private final int[] backward;
  private final int zero;

  /** Looks in a range of two sequences, which is not one-sided. */
  Snake(long[] a, long[] b, Range range) {
    this.a = a;
    this.b = b;
    this.range = range;
    this.n = range.length();
    this.m = range.otherLength();
    this.limit = Math.min((n + m + 1) / 2, MAX_EDITS);
    this.zero = limit + 1;
    this.forward = new int[2 * zero + 1];
    this.backward = new int[2 * zero + 1];
  }

  /**
   * Where both sequences can be cut.
   *
   * @param at the place in the first
   * @param otherAt the place in the second
   */
  record Cut(int at, int otherAt) {}

  /** Where a shortest script can be cut in two; empty if the sequences differ in too much. */
  Optional<Cut> middle() {
    for (int edits = 0; edits <= limit; edits++) {
      for (int k = lowest(edits); k <= highest(edits); k += 2) {
        int x = step(forward, edits, k);
        int start = x;
        while (x < n && x - k < m && a[range.from() + x] == b[range.otherFrom() + x - k]) {
          x++;
        }
        forward[zero + k] = x;
        if (odd() && overlaps(backward, edits - 1, k, x)) {
          return Optional.of(cut(start, start - k));
        }
      }
      for (int k = lowest(edits); k <= highest(edits); k += 2) {
        int x = step(backward, edits, k);
        while (x < n && x - k < m && a[range.to() - 1 - x] == b[range.otherTo() - 1 - x + k]) {
          x++;
        }
        backward[zero + k] = x;
        if (!odd() && overlaps(forward, edits, k, x)) {
          return Optional.of(cut(n - x, m - x + k));
        }
      }
    }
    return Optional.empty();
  }

  /** How far the search came from the start before it gave up: an edit script of least cost. */
  Cut furthest() {
    int best = 0;
    int bestK = 0;
    for (int k = lowest(limit); k <= highest(limit); k += 2) {
      int x = forward[zero + k];
      if (x <= n && x - k <= m && 2 * x - k > best) {
        best = 2 * x - k;
        bestK = k;
      }
    }
    int x = (best + bestK) / 2;
    return cut(x, x - bestK);
  }

  private Cut cut(int x, int y) {
    return new Cut(range.from() + x, range.otherFrom() + y);
  }

  private boolean odd() {
    return ((n + m) & 1) != 0;
  }

  /** The lowest diagonal within the range after so many edits. */
  private int lowest(int edits) {
    return -(edits - 2 * Math.max(0, edits - m));
  }

  private int highest(int edits) {
    return edits - 2 * Math.max(0, edits - n);
  }

  private int step(int[] reached, int edits, int k) {
    int left = reached[zero + k - 1];
    int right = reached[zero + k + 1];
    return k == -edits || (k != edits && left < right) ? right : left + 1;
  }

  /** Whether the path on a diagonal meets one of the other direction. */
  private boolean overlaps(int[] other, int edits, int k, int x) {
    int diagonal = n - m - k;
    return diagonal >= -edits && diagonal <= edits && x + other[zero + diagonal] >= n;
  }
}
