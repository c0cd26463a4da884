// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.EventText;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a trace in CSV, in its canonical form: every column, in the order of {@link Column}, and
 * values as {@link EventText} has them. The same events always give the same bytes. For people
 * there may be comments, and fewer columns.
 */
public final class CsvTraceWriter implements TraceWriter {
  private final Writer out;
  private final Set<Column> columns;
  private final StringBuilder row = new StringBuilder();
  private final StringBuilder pairs = new StringBuilder();

  /** A writer to a stream, which it closes; the header is written at once. */
  public CsvTraceWriter(OutputStream out) throws IOException {
    this(out, EnumSet.allOf(Column.class), List.of());
  }

  /**
   * A writer of some columns.
   *
   * @param columns those that are written; what the events have in others is left out
   * @param comments lines that come before the header
   */
  public CsvTraceWriter(OutputStream out, Set<Column> columns, List<String> comments)
      throws IOException {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder()));
    this.columns = EnumSet.copyOf(columns);
    for (String comment : comments) {
      comment(comment);
    }
    String header =
        this.columns.stream().map(Column::wireName).collect(Collectors.joining(",", "", "\n"));
    this.out.write(header);
  }

  /** Writes a line that readers pass over. */
  public void comment(String line) throws IOException {
    out.append("# ".concat(line).stripTrailing()).append('\n');
  }

  @Override
  public void write(TraceEvent event) throws IOException {
    row.setLength(0);
    for (Column column : columns) {
      switch (column) {
        case SEQ -> appendIf(event.hasSeq(), event.seq());
        case TIME_NS -> appendIf(event.hasTimeNs(), event.timeNs());
        case VM -> appendIf(event.hasVm(), event.vm());
        case VCPU -> appendIf(event.hasVcpu(), event.vcpu());
        case EVENT -> row.append(event.type().wireName());
        case ARGS -> appendArgs(event);
        case EXPECT -> appendExpectations(event);
      }
      row.append(',');
    }
    row.setCharAt(row.length() - 1, '\n');
    out.append(row);
  }

  private void appendArgs(TraceEvent event) {
    pairs.setLength(0);
    EventText.appendArgs(pairs, event);
    appendPairs();
  }

  private void appendExpectations(TraceEvent event) {
    pairs.setLength(0);
    EventText.appendExpectations(pairs, event);
    appendPairs();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void appendIf(boolean given, long number) {
    if (given) {
      row.append(number);
    }
  }

  /** Appends the pairs, in quotes if need be; that they hold no line ends is EventText's doing. */
  private void appendPairs() {
    if (pairs.indexOf(",") < 0 && pairs.indexOf("\"") < 0) {
      row.append(pairs);
    } else {
      row.append('"').append(pairs.toString().replace("\"", "\"\"")).append('"');
    }
  }
}
