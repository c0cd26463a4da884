// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.TraceHeader;
import dev.rolecall.replay.trace.DamagedStreamException;
import dev.rolecall.replay.trace.EventCounts;
import dev.rolecall.replay.trace.EventRules;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.RuleSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a trace in protobuf. Places are the bytes of the stream, decompressed, at which messages
 * begin.
 */
public final class ProtoTraceReader implements TraceReader {
  /** The header's first field, which is number 1 and has a length. */
  private static final byte MAGIC_TAG = 0x0a;

  private static final String STOP =
      "; where the next message begins cannot be told, so reading stops here";

  private final String file;
  private final DelimitedMessages messages;
  private final TraceEvent event = new TraceEvent();
  private final EventCounts counts = new EventCounts();
  private long records;

  /** A reader of a stream, which it closes; {@code file} names it in problems. */
  public ProtoTraceReader(String file, InputStream in) {
    this.file = file;
    this.messages = new DelimitedMessages(in, "the file");
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink sink)
      throws IOException, TraceInputException {
    readHeader();
    FirstProblems problems = new FirstProblems(file, sink);
    try {
      readEvents(handler, problems);
    } catch (DamagedStreamException | InvalidProtocolBufferException e) {
      problems.report(place(), e.getMessage() + STOP);
    }
    problems.finish();
    return counts.ofRecords(records);
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }

  /** Whether a file that begins with these bytes is a trace in protobuf. */
  public static boolean recognises(byte[] head) {
    byte[] magic = ProtoSchema.MAGIC.getBytes(StandardCharsets.US_ASCII);
    int start = 3;
    return head.length >= start + magic.length
        && head[1] == MAGIC_TAG
        && head[2] == magic.length
        && Arrays.equals(head, start, start + magic.length, magic, 0, magic.length);
  }

  private void readHeader() throws IOException, TraceInputException {
    try {
      if (!messages.next()) {
        throw refused("expected the header of a trace, got the end of the file");
      }
      TraceHeader header = TraceHeader.parser().parseFrom(messages.bytes(), 0, messages.length());
      if (!header.getMagic().equals(ProtoSchema.MAGIC)) {
        throw refused("expected a header that says " + ProtoSchema.MAGIC);
      }
      if (header.getVersion() != ProtoSchema.VERSION) {
        String got = Integer.toUnsignedString(header.getVersion());
        throw refused("expected schema version " + ProtoSchema.VERSION + ", got " + got);
      }
      if (!header.getUnknownFields().asMap().isEmpty()) {
        throw refused("expected only magic and version in the header, got another field");
      }
    } catch (DamagedStreamException | InvalidProtocolBufferException e) {
      throw refused("expected the header of a trace: " + e.getMessage());
    }
  }

  private void readEvents(TraceHandler handler, FirstProblems problems) throws IOException {
    RuleSink sink = (subject, message) -> problems.report(place(), message);
    MessageReader reader = new MessageReader(sink);
    EventRules eventRules = new EventRules(sink);
    TraceRules traceRules = new TraceRules(sink);
    while (messages.next()) {
      records++;
      Event message = Event.parser().parseFrom(messages.bytes(), 0, messages.length());
      event.clear();
      event.setPosition(records);
      event.setByteOffset(messages.offset());
      if (!reader.read(message, event)) {
        traceRules.unreadable();
        continue;
      }
      boolean inOrder = traceRules.check(event);
      if (eventRules.check(event) && inOrder) {
        counts.count(event);
        handler.event(event);
      }
    }
    if (records == 0) {
      problems.report(place(), "expected machine as the first event of the trace, got no event");
    }
  }

  private Place place() {
    return new Place.ByteOffset(messages.offset());
  }

  private TraceInputException refused(String message) {
    return new TraceInputException(new InputProblem(file, place(), message));
  }
}
