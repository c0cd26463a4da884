// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * Which elements of two sequences are the same ones: a longest common subsequence where the two
 * differ in little, and else one that goes through what is unique in both.
 */
final class Alignment {
  private static final int NONE = -1;

  private final long[] a;
  private final long[] b;
  private final int[] other;
  private final Deque<Task> work = new ArrayDeque<>();

  /**
   * A range to be aligned.
   *
   * @param range where
   * @param hopeless from which length on the search for unique elements is known to be in vain
   */
  private record Task(Range range, int hopeless) {
    private Task(Range range) {
      this(range, Integer.MAX_VALUE);
    }
  }

  private Alignment(long[] a, long[] b) {
    this.a = a;
    this.b = b;
    this.other = new int[a.length];
    Arrays.fill(other, NONE);
  }

  /**
   * Aligns two sequences.
   *
   * @return for each element of the first, which of the second it is, or -1; the numbers rise
   */
  static int[] of(long[] a, long[] b) {
    Alignment alignment = new Alignment(a, b);
    alignment.align(new Range(0, a.length, 0, b.length));
    return alignment.other;
  }

  /** Aligns a range further that is aligned so far in what {@code known} says. */
  static void within(long[] a, long[] b, Range range, int[] known) {
    long[] partA = Arrays.copyOfRange(a, range.from(), range.to());
    long[] partB = Arrays.copyOfRange(b, range.otherFrom(), range.otherTo());
    int[] found = of(partA, partB);
    for (int i = 0; i < found.length; i++) {
      known[range.from() + i] = found[i] == NONE ? NONE : range.otherFrom() + found[i];
    }
  }

  private void align(Range whole) {
    work.push(new Task(whole));
    while (!work.isEmpty()) {
      Task task = work.pop();
      Range range = trimmed(task.range());
      if (!range.isOneSided()) {
        split(range, task.hopeless());
      }
    }
  }

  /** Aligns equal elements at both ends; what is left between them begins and ends differently. */
  private Range trimmed(Range range) {
    int from = range.from();
    int otherFrom = range.otherFrom();
    int to = range.to();
    int otherTo = range.otherTo();
    while (from < to && otherFrom < otherTo && a[from] == b[otherFrom]) {
      other[from++] = otherFrom++;
    }
    while (from < to && otherFrom < otherTo && a[to - 1] == b[otherTo - 1]) {
      other[--to] = --otherTo;
    }
    return new Range(from, to, otherFrom, otherTo);
  }

  private void split(Range range, int hopeless) {
    Snake snake = new Snake(a, b, range);
    Optional<Snake.Cut> middle = snake.middle();
    if (middle.isPresent()) {
      cut(range, middle.get(), Integer.MAX_VALUE);
      return;
    }
    boolean tries = range.length() < hopeless;
    Optional<int[]> unique = tries ? UniqueElements.common(a, b, range) : Optional.empty();
    if (unique.isPresent()) {
      cutAll(range, unique.get());
    } else {
      cut(range, snake.furthest(), tries ? range.length() / 2 : hopeless);
    }
  }

  private void cut(Range range, Snake.Cut cut, int hopeless) {
    work.push(new Task(range.from(cut.at(), cut.otherAt()), hopeless));
    work.push(new Task(range.before(cut.at(), cut.otherAt())));
  }

  /** Cuts at pairs of elements, which follow each other in the array. */
  private void cutAll(Range range, int[] pairs) {
    Range rest = range;
    for (int i = 0; i < pairs.length; i += 2) {
      other[pairs[i]] = pairs[i + 1];
      work.push(new Task(rest.before(pairs[i], pairs[i + 1])));
      rest = rest.from(pairs[i] + 1, pairs[i + 1] + 1);
    }
    work.push(new Task(rest));
  }
}
