// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.diff.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BisectionTest {
  private static final int MOST = 9;

  @Test
  void theFirstBadOneIsAmongTheSuspectsWhateverIsSkipped() {
    for (int count = 2; count <= MOST; count++) {
      for (int firstBad = 1; firstBad < count; firstBad++) {
        for (int skipped = 0; skipped < 1 << count; skipped++) {
          check(count, firstBad, skipped);
        }
      }
    }
  }

  private static void check(int count, int firstBad, int skipped) {
    Bisection bisection = new Bisection(count);
    int asked = 0;
    for (Optional<Integer> next = bisection.next(); next.isPresent(); next = bisection.next()) {
      int candidate = next.get();
      boolean skip = (skipped >>> candidate & 1) != 0;
      bisection.tell(candidate, skip ? Verdict.SKIP : verdict(candidate, firstBad));
      asked++;
      assertTrue(asked <= count, "no candidate is asked twice");
    }
    // Told apart is what lies between the last told good one and the first told bad one.
    int from = firstBad;
    while (from > 1 && (skipped >>> (from - 1) & 1) != 0) {
      from--;
    }
    int to = firstBad;
    while (to < count - 1 && (skipped >>> to & 1) != 0) {
      to++;
    }
    assertEquals(IntStream.rangeClosed(from, to).boxed().toList(), bisection.suspects());
    assertEquals(0, bisection.left(), "whatever could be asked was");
  }

  private static Verdict verdict(int candidate, int firstBad) {
    return candidate < firstBad ? Verdict.GOOD : Verdict.BAD;
  }

  @Test
  void withoutSkipsItAsksNoMoreThanTheLogarithm() {
    for (int firstBad = 1; firstBad < 1000; firstBad++) {
      Bisection bisection = new Bisection(1000);
      int asked = 0;
      for (Optional<Integer> next = bisection.next(); next.isPresent(); next = bisection.next()) {
        bisection.tell(next.get(), verdict(next.get(), firstBad));
        asked++;
      }
      assertEquals(List.of(firstBad), bisection.suspects());
      assertTrue(asked <= 10, firstBad + " took " + asked);
    }
  }

  @Test
  void aCandidateThatIsDecidedCannotBeTold() {
    Bisection bisection = new Bisection(8);
    bisection.tell(4, Verdict.GOOD);
    assertThrows(IllegalArgumentException.class, () -> bisection.tell(3, Verdict.BAD));
    assertThrows(IllegalArgumentException.class, () -> new Bisection(1));
  }
}
