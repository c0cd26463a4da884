// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import dev.rolecall.replay.format.csv.CsvTraceReader;
import dev.rolecall.replay.format.csv.CsvTraceWriter;
import dev.rolecall.replay.format.proto.ProtoTraceReader;
import dev.rolecall.replay.format.proto.ProtoTraceWriter;
import dev.rolecall.replay.format.text.TextTraceReader;
import dev.rolecall.replay.format.tracedat.TraceDatReader;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** The formats that traces are read from, one line each. */
// Every component of a format is a method without state.
@SuppressWarnings("ImmutableEnumChecker")
public enum TraceFormat {
  // spotless:off
  CSV      ("csv",       "a header line with a column event",        CsvTraceReader::recognises,   source -> new CsvTraceReader(source.name(), source.stream()),   CsvTraceWriter::new),
  PROTO    ("proto",     "a header message with \"rolecall.trace\"", ProtoTraceReader::recognises, source -> new ProtoTraceReader(source.name(), source.stream()), ProtoTraceWriter::new),
  TRACE_DAT("trace.dat", "the magic 17 08 44 \"tracing\"",           TraceDatReader::recognises,   TraceDatReader::open),
  TEXT     ("text",      "an event as ftrace, trace-cmd report or perf script prints it", TextTraceReader::recognises, TextTraceReader::open);
  // spotless:on

  /** How many bytes of a file's decompressed content a format is told by, at most. */
  static final int HEAD = 1 << 16;

  private final String wireName;
  private final String sign;
  private final Recogniser recogniser;
  private final Opener opener;
  private final Optional<Creator> creator;

  /** A format that is read and written. */
  TraceFormat(String wireName, String sign, Recogniser recogniser, Opener opener, Creator creator) {
    this.wireName = wireName;
    this.sign = sign;
    this.recogniser = recogniser;
    this.opener = opener;
    this.creator = Optional.of(creator);
  }

  /** A format that is only read. */
  TraceFormat(String wireName, String sign, Recogniser recogniser, Opener opener) {
    this.wireName = wireName;
    this.sign = sign;
    this.recogniser = recogniser;
    this.opener = opener;
    this.creator = Optional.empty();
  }

  /** The format of a file whose decompressed content begins with these bytes, if it is known. */
  public static Optional<TraceFormat> of(byte[] head) {
    return Stream.of(values()).filter(format -> format.recogniser.recognises(head)).findFirst();
  }

  /** The name on the command line and in messages. */
  public String wireName() {
    return wireName;
  }

  /** What a file of this format is told by, in words. */
  public String sign() {
    return sign;
  }

  /** Opens a file that this format recognises. */
  public TraceReader open(TraceSource source) throws IOException, TraceInputException {
    return opener.open(source);
  }

  /** Whether traces are written in this format too. */
  public boolean isWritten() {
    return creator.isPresent();
  }

  /** A writer to a stream, which it closes. */
  public TraceWriter write(OutputStream out) throws IOException {
    return creator
        .orElseThrow(() -> new IllegalStateException(wireName + " is only read"))
        .create(out);
  }

  /** Tells a format by the first bytes of the content, at most {@link #HEAD}. */
  @FunctionalInterface
  interface Recogniser {
    boolean recognises(byte[] head);
  }

  /** Makes the reader of a file. */
  @FunctionalInterface
  interface Opener {
    TraceReader open(TraceSource source) throws IOException, TraceInputException;
  }

  /** Makes the writer to a stream. */
  @FunctionalInterface
  interface Creator {
    TraceWriter create(OutputStream out) throws IOException;
  }
}
