// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;

/** Reads the {@code key=value} pairs of a cell. */
final class PairReader {
  private final RowProblems problems;
  private final KeyTable args = new KeyTable(Arg.ALL.stream().map(Arg::wireName).toList());
  private final KeyTable expectations =
      new KeyTable(ExpectKey.ALL.stream().map(ExpectKey::wireName).toList());
  private final ValueScanner values = new ValueScanner();
  private final FieldScanner fields;

  PairReader(RowProblems problems) {
    this.problems = problems;
    this.fields = new FieldScanner(problems);
  }

  /** Reads a cell of arguments; whether nothing was wrong with its pairs. */
  boolean readArgs(Cell cell, TraceEvent event) {
    boolean sound = true;
    for (int start = 0; start < cell.length() && goesOn(sound); ) {
      int end = pairEnd(cell, start);
      int equals = cell.indexOf('=', start, end);
      int index = args.find(cell.text(), start, equals);
      if (equals == end || equals == start) {
        sound = refusePair(cell, start, end);
      } else if (index == KeyTable.ABSENT) {
        sound = refuseArg(cell, start, equals, event.type());
      } else {
        sound &= readValue(cell, start, end, Arg.ALL.get(index), event.args());
      }
      start = end + 1;
      sound &= endsWithPair(cell, start);
    }
    return sound;
  }

  /** Reads a cell of expectations; whether nothing was wrong with its pairs. */
  boolean readExpectations(Cell cell, TraceEvent event) {
    boolean sound = true;
    for (int start = 0; start < cell.length() && goesOn(sound); ) {
      int end = pairEnd(cell, start);
      int equals = cell.indexOf('=', start, end);
      int index = expectations.find(cell.text(), start, equals);
      if (equals == end || equals == start) {
        sound = refusePair(cell, start, end);
      } else if (index == KeyTable.ABSENT) {
        sound &= fields.read(cell, start, end, event);
      } else {
        sound &= readValue(cell, start, end, ExpectKey.ALL.get(index), event.expectations());
      }
      start = end + 1;
      sound &= endsWithPair(cell, start);
    }
    return sound;
  }

  /** A cell can have as many bad pairs as characters, and each costs a message. */
  private boolean goesOn(boolean sound) {
    return sound || !problems.areEnough();
  }

  private <K extends Key> boolean readValue(
      Cell cell, int start, int end, K key, KeyValues<K> slots) {
    if (slots.has(key)) {
      problems.report(cell.number(), start, "repeated key " + key.wireName());
      return false;
    }
    int from = start + key.wireName().length() + 1;
    if (values.scan(cell, from, end, key, slots)) {
      return true;
    }
    String expected = key.wireName() + ": expected " + key.kind().expected();
    problems.report(cell.number(), start, expected + ", got " + cell.quoted(from, end));
    return false;
  }

  private boolean refusePair(Cell cell, int start, int end) {
    String message =
        start == end
            ? "expected a key=value pair, got another space; single spaces separate pairs"
            : "expected a key=value pair, got " + cell.quoted(start, end);
    problems.report(cell.number(), start, message);
    return false;
  }

  private boolean refuseArg(Cell cell, int start, int equals, EventType type) {
    List<String> names = type.args().map(Arg::wireName).toList();
    String expected =
        names.isEmpty()
            ? ", expected none: " + type.wireName() + " takes no key"
            : ", expected one of " + String.join(", ", names);
    String hint = NearestName.hint(cell.string(start, equals), names);
    problems.report(
        cell.number(), start, "unknown key " + cell.quoted(start, equals) + expected + hint);
    return false;
  }

  /** A cell must not end with the space that announces another pair. */
  private boolean endsWithPair(Cell cell, int next) {
    if (next != cell.length()) {
      return true;
    }
    problems.report(cell.number(), next - 1, "expected a key=value pair after the space, got none");
    return false;
  }

  private static int pairEnd(Cell cell, int start) {
    return cell.indexOf(' ', start, cell.length());
  }
}
