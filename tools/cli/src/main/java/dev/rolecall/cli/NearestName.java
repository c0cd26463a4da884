// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant by one that does not exist. */
final class NearestName {
  private NearestName() {}

  /** The name that takes the fewest edits, if they are fewer than half of what was typed. */
  static Optional<String> of(String typed, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(typed, name)))
        .filter(name -> distance(typed, name) <= Math.max(1, typed.length() / 2));
  }

  /** Ends a message: {@code ; did you mean v6.1?}, or nothing if no name is near. */
  static String hint(String typed, Collection<String> names) {
    return of(typed, names).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** How many letters are added, removed, replaced or swapped with the next one. */
  private static int distance(String typed, String name) {
    String a = typed.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][name.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= name.length(); j++) {
        cost[i][j] =
            i == 0 || j == 0 ? i + j : cheapest(cost, a.substring(0, i), name.substring(0, j));
      }
    }
    return cost[a.length()][name.length()];
  }

  private static int cheapest(int[][] cost, String a, String b) {
    int i = a.length();
    int j = b.length();
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
