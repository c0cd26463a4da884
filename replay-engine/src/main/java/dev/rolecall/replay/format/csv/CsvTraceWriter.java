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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a trace in CSV, in its canonical form: every column, in the order of {@link Column}, and
 * values as {@link EventText} has them. The same events always give the same bytes.
 */
public final class CsvTraceWriter implements TraceWriter {
  private static final String HEADER =
      Stream.of(Column.values()).map(Column::wireName).collect(Collectors.joining(",", "", "\n"));

  private final Writer out;
  private final StringBuilder row = new StringBuilder();
  private final StringBuilder pairs = new StringBuilder();

  /** A writer to a stream, which it closes; the header is written at once. */
  public CsvTraceWriter(OutputStream out) throws IOException {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder()));
    this.out.write(HEADER);
  }

  @Override
  public void write(TraceEvent event) throws IOException {
    row.setLength(0);
    appendIf(event.hasSeq(), event.seq());
    appendIf(event.hasTimeNs(), event.timeNs());
    appendIf(event.hasVm(), event.vm());
    appendIf(event.hasVcpu(), event.vcpu());
    row.append(event.type().wireName()).append(',');
    pairs.setLength(0);
    EventText.appendArgs(pairs, event);
    appendPairs();
    row.append(',');
    pairs.setLength(0);
    EventText.appendExpectations(pairs, event);
    appendPairs();
    out.append(row.append('\n'));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void appendIf(boolean given, long number) {
    if (given) {
      row.append(number);
    }
    row.append(',');
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
