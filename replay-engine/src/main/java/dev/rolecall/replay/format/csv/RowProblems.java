// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.EventPart;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.RuleSink;
import java.util.EnumMap;
import java.util.Map;

/** Reports what is wrong with the current row, at the place of the part that is wrong. */
final class RowProblems implements RuleSink {
  private final PhysicalLines lines;
  private final FirstProblems problems;
  private final Map<Column, Cell> cells = new EnumMap<>(Column.class);

  RowProblems(PhysicalLines lines, FirstProblems problems) {
    this.lines = lines;
    this.problems = problems;
  }

  /** Names the cell that holds a column, so that broken rules can be placed in it. */
  void place(Column column, Cell cell) {
    cells.put(column, cell);
  }

  /** Whether nobody hears of further problems, so that one in each row is enough. */
  boolean areEnough() {
    return problems.isFull();
  }

  /** Reports a problem with the row as a whole. */
  void report(String message) {
    problems.report(new Place.Line(lines.rowLine(), 1), message);
  }

  /** Reports a problem at a character of the value of a cell, both from 0. */
  void report(int cell, int offset, String message) {
    problems.report(
        () -> RowPlaces.ofCharacter(lines.rowText(), lines.rowLine(), cell, offset), message);
  }

  /** Reports a problem at a character of the row's raw text. */
  void reportAt(int index, String message) {
    problems.report(() -> RowPlaces.ofIndex(lines.rowText(), lines.rowLine(), index), message);
  }

  /** Reports that the parser refused the row. */
  void reportQuoting() {
    problems.report(
        () -> RowPlaces.ofQuotingFault(lines.rowText(), lines.rowLine()),
        "expected a quoted cell to end with a quote before a comma or the line's end, and quotes"
            + " inside it to be doubled");
  }

  @Override
  public void broken(EventPart part, String message) {
    Column column = columnOf(part);
    Cell cell = cells.get(column);
    if (cell == null) {
      report(message);
    } else {
      int offset = part == column ? 0 : cell.offsetOfKey(part.wireName());
      report(cell.number(), offset, message);
    }
  }

  private static Column columnOf(EventPart part) {
    if (part instanceof Column column) {
      return column;
    }
    return part instanceof Arg ? Column.ARGS : Column.EXPECT;
  }
}
