// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AlignmentTest {
  @Test
  void equalSequencesAlignWhole() {
    long[] a = {3, 1, 4, 1, 5};
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, Alignment.of(a, a.clone()));
  }

  @Test
  void nothingAlignsWithNothing() {
    assertArrayEquals(new int[] {}, Alignment.of(new long[] {}, new long[] {1, 2}));
    assertArrayEquals(new int[] {-1, -1}, Alignment.of(new long[] {1, 2}, new long[] {}));
    assertArrayEquals(new int[] {-1, -1}, Alignment.of(new long[] {1, 2}, new long[] {3, 4}));
  }

  @Test
  void alignmentIsAsLongAsALongestCommonSubsequence() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      int letters = 1 + random.nextInt(5);
      long[] a = random.longs(random.nextInt(13), 0, letters).toArray();
      long[] b = random.longs(random.nextInt(13), 0, letters).toArray();
      int[] aligned = Alignment.of(a, b);
      assertIsCommonSubsequence(a, b, aligned);
      assertEquals(longest(a, b), count(aligned), Arrays.toString(a) + " " + Arrays.toString(b));
    }
  }

  @Test
  void insertionsAndDeletionsLeaveTheRestAligned() {
    Random random = new Random(11);
    for (int round = 0; round < 50; round++) {
      long[] a = random.longs(300, 0, 20).toArray();
      long[] b = edited(a, random, 10);
      int[] aligned = Alignment.of(a, b);
      assertIsCommonSubsequence(a, b, aligned);
      assertEquals(longest(a, b), count(aligned));
    }
  }

  @Test
  void aHeadStartOfOneSideDoesNotMatter() {
    long[] whole = new Random(13).longs(60_000, 0, 40).toArray();
    long[] tail = Arrays.copyOfRange(whole, 30_000, whole.length);
    int[] aligned = Alignment.of(whole, tail);
    assertIsCommonSubsequence(whole, tail, aligned);
    assertEquals(tail.length, count(aligned));
  }

  @Test
  void longSequencesAlignInSeconds() {
    Random random = new Random(17);
    long[] a = random.longs(300_000, 0, 500).toArray();
    long[] b = edited(a, random, 100);
    int[] aligned = assertTimeout(Duration.ofSeconds(60), () -> Alignment.of(a, b));
    assertIsCommonSubsequence(a, b, aligned);
    assertTrue(count(aligned) > 290_000, "aligned " + count(aligned));
  }

  @Test
  void sequencesWithLittleInCommonEndToo() {
    long[] a = new Random(19).longs(50_000, 0, 3).toArray();
    long[] b = new Random(23).longs(50_000, 2, 5).toArray();
    int[] aligned = assertTimeout(Duration.ofSeconds(60), () -> Alignment.of(a, b));
    assertIsCommonSubsequence(a, b, aligned);
  }

  /** Every so manyth element, on average, is left out, replaced or has another before it. */
  private static long[] edited(long[] a, Random random, int every) {
    long[] edited = new long[2 * a.length];
    int length = 0;
    for (long element : a) {
      int edit = random.nextInt(3 * every);
      if (edit == 0) {
        continue;
      }
      if (edit == 1) {
        edited[length++] = 1000L + random.nextInt(10);
      }
      edited[length++] = edit == 2 ? 2000L + random.nextInt(10) : element;
    }
    return Arrays.copyOf(edited, length);
  }

  private static void assertIsCommonSubsequence(long[] a, long[] b, int[] aligned) {
    int last = -1;
    for (int i = 0; i < a.length; i++) {
      if (aligned[i] >= 0) {
        assertTrue(aligned[i] > last, "rises at " + i);
        assertEquals(a[i], b[aligned[i]]);
        last = aligned[i];
      }
    }
  }

  private static int count(int[] aligned) {
    return (int) Arrays.stream(aligned).filter(i -> i >= 0).count();
  }

  private static int longest(long[] a, long[] b) {
    int[][] lengths = new int[a.length + 1][b.length + 1];
    for (int i = 1; i <= a.length; i++) {
      for (int j = 1; j <= b.length; j++) {
        lengths[i][j] =
            a[i - 1] == b[j - 1]
                ? lengths[i - 1][j - 1] + 1
                : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
      }
    }
    return lengths[a.length][b.length];
  }
}
