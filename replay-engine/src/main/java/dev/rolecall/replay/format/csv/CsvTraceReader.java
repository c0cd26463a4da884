// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.csv;

import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.DamagedStreamException;
import dev.rolecall.replay.trace.EventCounts;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a trace in CSV. */
public final class CsvTraceReader implements TraceReader {
  private static final CSVFormat FORMAT = CSVFormat.RFC4180;

  private static final String STOP = "; nothing after it can be read";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final PhysicalLines lines;
  private final TraceEvent event = new TraceEvent();
  private final EventCounts counts = new EventCounts();

  /** A reader of the text of a stream, which it closes; {@code file} names it in problems. */
  public CsvTraceReader(String file, InputStream in) {
    this.file = file;
    this.lines = new PhysicalLines(in);
  }

  /**
   * Whether a file that begins with these bytes has a header of a trace in CSV: a column {@code
   * event}, or two others, so that a misspelt header is still read, and reported.
   */
  public static boolean recognises(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    List<String> columns =
        (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
            .lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).findFirst().stream()
                .flatMap(header -> Stream.of(header.replace("\"", "").split(",", -1)))
                .filter(CsvHeader::isColumn)
                .toList();
    return columns.size() > 1 || columns.contains(Column.EVENT.wireName());
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink sink)
      throws IOException, TraceInputException {
    FirstProblems problems = new FirstProblems(file, sink);
    RowProblems rowProblems = new RowProblems(lines, problems);
    Rows rows = new Rows();
    RowReader reader = new RowReader(lines, readHeader(rows, rowProblems), rowProblems);
    try {
      readRows(rows, reader, rowProblems, handler);
      if (reader.rows() == 0) {
        lines.beginRow();
        rowProblems.report("expected machine as the first event of the trace, got no event");
      }
    } catch (RowTooLongException e) {
      problems.report(new Place.Line(lines.rowLine(), 1), e.getMessage() + STOP);
    } catch (DamagedStreamException e) {
      problems.report(new Place.Line(lines.line(), 1), e.getMessage() + STOP);
    }
    problems.finish();
    return counts.ofRecords(reader.rows());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private CsvHeader readHeader(Rows rows, RowProblems problems)
      throws IOException, TraceInputException {
    Optional<CSVRecord> row = Optional.empty();
    String fault = "expected a header, got the end of the file";
    try {
      row = rows.next();
    } catch (CSVException e) {
      fault = "expected a header, got a row with a quote out of place";
    } catch (RowTooLongException | DamagedStreamException e) {
      fault = "expected a header: " + e.getMessage();
    }
    if (row.isEmpty()) {
      throw refused(fault);
    }
    if (lines.malformedInRow() >= 0) {
      throw refused("expected a header in UTF-8, got malformed bytes");
    }
    CsvHeader header = new CsvHeader(row.get(), problems);
    if (header.cellOf(Column.EVENT) == CsvHeader.ABSENT) {
      throw refused("missing column event in the header");
    }
    return header;
  }

  private void readRows(Rows rows, RowReader reader, RowProblems problems, TraceHandler handler)
      throws IOException {
    while (true) {
      try {
        Optional<CSVRecord> row = rows.next();
        if (row.isEmpty()) {
          return;
        }
        if (reader.read(row.get(), event)) {
          counts.count(event);
          handler.event(event);
        }
      } catch (CSVException e) {
        reader.refused();
        problems.reportQuoting();
        lines.endRow();
        rows.restart();
      }
    }
  }

  private TraceInputException refused(String message) {
    return new TraceInputException(
        new InputProblem(file, new Place.Line(lines.rowLine(), 1), message));
  }

  /** The rows of the text, one by one, over as many parsers as there are refused rows. */
  private final class Rows {
    private Iterator<CSVRecord> parser = parse();

    Optional<CSVRecord> next() throws IOException {
      lines.beginRow();
      try {
        return parser.hasNext() ? Optional.of(parser.next()) : Optional.empty();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    /** Gives up the parser, which is stuck within a row, for another one. */
    void restart() {
      parser = parse();
    }

    private Iterator<CSVRecord> parse() {
      try {
        return CSVParser.builder().setReader(lines).setFormat(FORMAT).get().iterator();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
