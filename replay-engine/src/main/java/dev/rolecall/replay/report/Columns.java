// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import java.util.ArrayList;
import java.util.List;

/** Aligns rows of cells in columns two spaces apart; the last cell of a row is not padded. */
public final class Columns {
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row. */
  public Columns row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** The rows as lines without spaces at their ends. */
  public List<String> lines() {
    List<Integer> widths = widths();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = row.get(i).length();
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    return widths;
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i));
      if (i < row.size() - 1) {
        line.append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
    }
    return line.toString().stripTrailing();
  }
}
