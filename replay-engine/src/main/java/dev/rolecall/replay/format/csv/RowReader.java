// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TextSource;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceRules;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;

/** Makes each row an event. */
final class RowReader {
  private static final List<EventType> TYPES = List.of(EventType.values());
  private static final List<String> TYPE_NAMES =
      Stream.of(EventType.values()).map(EventType::wireName).toList();

  private final PhysicalLines lines;
  private final CsvHeader header;
  private final RowProblems problems;
  private final EventRules eventRules;
  private final TraceRules traceRules;
  private final PairReader pairs;
  private final NumberScanner numbers = new NumberScanner();
  private final KeyTable types = new KeyTable(TYPE_NAMES);
  private final Cell seq = new Cell();
  private final Cell time = new Cell();
  private final Cell vm = new Cell();
  private final Cell vcpu = new Cell();
  private final Cell type = new Cell();
  private final Cell args = new Cell();
  private final Cell expect = new Cell();
  private final TextSource rowText;
  private long rows;

  RowReader(PhysicalLines lines, CsvHeader header, RowProblems problems) {
    this.lines = lines;
    this.header = header;
    this.problems = problems;
    this.eventRules = new EventRules(problems);
    this.traceRules = new TraceRules(problems);
    this.pairs = new PairReader(problems);
    this.rowText = () -> lines.rowText().toString().stripTrailing();
  }

  /** How many rows there were, good or bad. */
  long rows() {
    return rows;
  }

  /** Takes notice of a row that the parser refused. */
  void refused() {
    rows++;
    traceRules.unreadable();
  }

  /** Fills the event from a row; whether nothing was wrong with it. */
  boolean read(CSVRecord row, TraceEvent event) {
    rows++;
    event.clear();
    event.setPosition(rows);
    event.setLine(lines.rowLine(), 1);
    event.setDescription(rowText);
    if (!isWhole(row)) {
      traceRules.unreadable();
      return false;
    }
    load(row);
    boolean typeKnown = readType(event);
    boolean numbersSound = readNumbers(event);
    boolean inOrder = typeKnown && numbersSound && traceRules.check(event);
    if (!typeKnown || !numbersSound) {
      traceRules.unreadable();
    }
    boolean argsSound = !typeKnown || pairs.readArgs(args, event);
    boolean expectSound = pairs.readExpectations(expect, event);
    boolean sound = typeKnown && argsSound && expectSound && eventRules.check(event);
    return sound && inOrder;
  }

  private boolean isWhole(CSVRecord row) {
    int malformed = lines.malformedInRow();
    if (malformed >= 0) {
      problems.reportAt(malformed, "expected UTF-8, got malformed bytes");
      return false;
    }
    if (row.size() == header.size()) {
      return true;
    }
    String message = "expected " + header.size() + " cells as in the header, got " + row.size();
    problems.report(Math.min(row.size() - 1, header.size()), 0, message);
    return false;
  }

  private void load(CSVRecord row) {
    load(row, Column.SEQ, seq);
    load(row, Column.TIME_NS, time);
    load(row, Column.VM, vm);
    load(row, Column.VCPU, vcpu);
    load(row, Column.EVENT, type);
    load(row, Column.ARGS, args);
    load(row, Column.EXPECT, expect);
  }

  private void load(CSVRecord row, Column column, Cell cell) {
    int number = header.cellOf(column);
    if (number != CsvHeader.ABSENT) {
      cell.load(row, number);
      problems.place(column, cell);
    }
  }

  private boolean readType(TraceEvent event) {
    int index = types.find(type.text(), 0, type.length());
    if (index != KeyTable.ABSENT) {
      event.setType(TYPES.get(index));
      return true;
    }
    String name = type.string(0, type.length());
    problems.report(
        type.number(),
        0,
        "unknown event "
            + type.quoted(0, type.length())
            + ", expected one of "
            + String.join(", ", TYPE_NAMES)
            + NearestName.hint(name, TYPE_NAMES));
    return false;
  }

  private boolean readNumbers(TraceEvent event) {
    boolean sound = true;
    if (!seq.isEmpty()) {
      sound &= scan(seq, Column.SEQ, Long.MAX_VALUE);
      event.setSeq(numbers.value());
    }
    if (!time.isEmpty()) {
      sound &= scan(time, Column.TIME_NS, Long.MAX_VALUE);
      event.setTimeNs(numbers.value());
    }
    if (!vm.isEmpty()) {
      sound &= scan(vm, Column.VM, Integer.MAX_VALUE);
      event.setVm((int) numbers.value());
    }
    if (!vcpu.isEmpty()) {
      sound &= scan(vcpu, Column.VCPU, Integer.MAX_VALUE);
      event.setVcpu((int) numbers.value());
    }
    return sound;
  }

  private boolean scan(Cell cell, Column column, long max) {
    boolean number = numbers.scan(cell.text(), 0, cell.length());
    if (number && numbers.value() >= 0 && numbers.value() <= max) {
      return true;
    }
    numbers.reset();
    String got = cell.quoted(0, cell.length());
    problems.report(
        cell.number(),
        0,
        column.wireName() + ": expected a number from 0 to " + max + ", got " + got);
    return false;
  }
}
