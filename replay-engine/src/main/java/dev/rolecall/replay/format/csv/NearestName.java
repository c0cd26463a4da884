// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant by one that does not exist. */
final class NearestName {
  private NearestName() {}

  /** Ends a message: {@code ; did you mean "cr0"?}, or nothing if no name is near. */
  static String hint(String name, Collection<String> names) {
    return of(name, names).map(near -> "; did you mean \"" + near + "\"?").orElse("");
  }

  /** The nearest name, if it is at most a third, and three letters, away. */
  private static Optional<String> of(String name, Collection<String> names) {
    int limit = Math.min(3, Math.max(1, name.length() / 3));
    if (name.length() > 64) {
      return Optional.empty();
    }
    return names.stream()
        .filter(candidate -> distance(name, candidate) <= limit)
        .min(
            Comparator.comparingInt((String candidate) -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** How many letters have to be inserted, removed, replaced or swapped with the next one. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (lower(a.charAt(i - 1)) == lower(b.charAt(j - 1)) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }

  private static char lower(char c) {
    return Character.toLowerCase(c);
  }
}
