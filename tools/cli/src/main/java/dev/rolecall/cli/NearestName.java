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

  /** The edits of single letters between two texts. */
  private static int distance(String typed, String name) {
    String a = typed.toLowerCase(Locale.ROOT);
    int[] row = new int[name.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[name.length()];
  }
}
