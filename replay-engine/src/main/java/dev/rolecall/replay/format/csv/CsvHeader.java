// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Column;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;

/** Which cell of a row holds which column. */
final class CsvHeader {

  /** What {@link #cellOf} returns for a column that the file does not have. */
  static final int ABSENT = -1;

  private static final List<String> NAMES =
      Stream.of(Column.values()).map(Column::wireName).toList();

  private final Map<Column, Integer> cells = new EnumMap<>(Column.class);
  private final int size;

  /** Reads the header, and reports what is wrong with it. */
  CsvHeader(CSVRecord row, RowProblems problems) {
    this.size = row.size();
    for (int cell = 0; cell < row.size(); cell++) {
      Optional<Column> column = find(row.get(cell));
      if (column.isEmpty()) {
        problems.report(cell, 0, problems.areEnough() ? "" : unknown(row.get(cell)));
      } else if (cells.putIfAbsent(column.get(), cell) != null) {
        problems.report(cell, 0, "repeated column " + column.get().wireName());
      }
    }
  }

  private static String unknown(String name) {
    return "unknown column "
        + Cell.quoted(name)
        + ", expected one of "
        + String.join(", ", NAMES)
        + NearestName.hint(name, NAMES);
  }

  /** Whether a name is one of a column. */
  static boolean isColumn(String name) {
    return NAMES.contains(name);
  }

  /** How many cells a row has. */
  int size() {
    return size;
  }

  /** The number of the cell, from 0, that holds a column; or {@link #ABSENT}. */
  int cellOf(Column column) {
    return cells.getOrDefault(column, ABSENT);
  }

  private static Optional<Column> find(String name) {
    return Stream.of(Column.values()).filter(column -> column.wireName().equals(name)).findFirst();
  }
}
