// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rolecall.replay.trace.DamagedStreamException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Goes through a text once: takes quotation marks of mails off, puts wrapped lines together, and
 * tells events, marks of lost events and comments from anything else.
 */
final class TextScan {
  private static final byte[] CPU = "CPU:".getBytes(ISO_8859_1);
  private static final byte[] LOST = "LOST".getBytes(ISO_8859_1);
  private static final byte[] EVENTS = "EVENTS".getBytes(ISO_8859_1);
  private static final byte[] UNFORMATTED = "[FAILED TO PARSE]".getBytes(ISO_8859_1);
  private static final byte[] CPUS = "cpus=".getBytes(ISO_8859_1);
  private static final int MAX_JOINED = 2 * TextLines.MAX_LINE;
  private static final int MAX_COMMENT = 200;

  private final TextLines lines;
  private final TextSink sink;
  private final TextEvent event = new TextEvent();
  private final ByteText text = new ByteText();
  private final NumberText number = new NumberText();
  private final byte[] joined = new byte[MAX_JOINED];
  private final LineHead head = new LineHead();
  private EventLine line;
  private EventLine held;
  private boolean holding;
  private boolean heldIsCut;
  private long heldFrom;
  private long heldTo;
  private int heldIndex;
  private long heldNumber;
  private int joinedLength;
  private long lastTimeNs;
  private long timesGoneBack;
  private long others;
  private Optional<String> damage = Optional.empty();

  /** A scan of a stream for these passes, which the sink makes together. */
  TextScan(InputStream in, TextSink sink, TextPass... passes) {
    TextEvents events = new TextEvents(passes);
    this.lines = new TextLines(in);
    this.sink = sink;
    this.line = new EventLine(events, head);
    this.held = new EventLine(events, head);
  }

  /** Lines that are nothing of a trace. */
  long others() {
    return others;
  }

  /** Events whose time was before that of the event in front; they have that one's time. */
  long timesGoneBack() {
    return timesGoneBack;
  }

  /** What ended the text before its end. */
  Optional<String> damage() {
    return damage;
  }

  /** The line at which the scan stands. */
  long lineNumber() {
    return lines.number();
  }

  /** Goes through the whole text. */
  void run() throws IOException {
    runTo(Long.MAX_VALUE);
  }

  /**
   * Goes through the text up to the end of the line in which a byte is.
   *
   * @return whether the text may go on behind it
   */
  boolean runTo(long lastByte) throws IOException {
    boolean goesOn = true;
    try {
      while (goesOn && lines.end() < lastByte) {
        goesOn = lines.next();
        if (goesOn) {
          line();
        }
      }
    } catch (DamagedStreamException e) {
      damage = Optional.of(String.valueOf(e.getMessage()));
      goesOn = false;
    }
    flush();
    return goesOn;
  }

  private void line() {
    int from = lines.at(lines.start());
    text.set(lines.bytes(), from, lines.at(lines.end()));
    skipQuotation();
    int start = text.mark();
    if (text.isAtEnd()) {
      flush();
    } else if (text.peek() == '#') {
      String comment = text.text(start, Math.min(text.end(), start + MAX_COMMENT));
      flush();
      sink.comment(comment);
    } else if (line.read(text)) {
      flush();
      hold(start);
    } else {
      text.reset(start);
      other(start);
    }
  }

  private void skipQuotation() {
    text.skipBlanks();
    while (text.peek() == '>') {
      text.advance();
      text.skipBlanks();
    }
  }

  private void hold(int start) {
    EventLine read = line;
    line = held;
    held = read;
    holding = true;
    heldIsCut = lines.isCut();
    heldFrom = lines.start() + (start - lines.at(lines.start()));
    heldTo = lines.end();
    heldIndex = start;
    heldNumber = lines.number();
    joinedLength = 0;
    lines.hold(heldFrom);
  }

  private void other(int start) {
    long lost = lost();
    text.reset(start);
    if (lost >= 0) {
      flush();
      sink.lost(lost);
    } else if (holding) {
      join(start);
    } else if (!text.skip(CPUS)) {
      others++;
    }
  }

  /** How many events a mark says are lost, 0 if it does not say; -1 if the line is none. */
  private long lost() {
    if (!text.skip(CPU) || !number.read(text, false)) {
      return -1;
    }
    text.skipBlanks();
    if (text.peek() != '[') {
      return -1;
    }
    text.advance();
    if (text.skip(LOST)) {
      text.skipBlanks();
    }
    long count = number.read(text, false) ? Math.max(0, number.value()) : 0;
    text.skipBlanks();
    return text.skip(EVENTS) ? count : -1;
  }

  /** The line may be the rest of the event's, which somebody's mailer wrapped. */
  private void join(int start) {
    if (joinedLength == 0) {
      append(lines.at(heldFrom), lines.at(heldTo));
      lines.release();
    }
    append(start, text.end());
  }

  private void append(int from, int to) {
    int length = Math.min(to - from, MAX_JOINED - 1 - joinedLength);
    if (length <= 0) {
      heldIsCut = true;
      return;
    }
    if (joinedLength > 0) {
      joined[joinedLength++] = ' ';
    }
    System.arraycopy(lines.bytes(), from, joined, joinedLength, length);
    joinedLength += length;
  }

  /** Delivers the event that was held back. */
  private void flush() {
    if (!holding) {
      return;
    }
    holding = false;
    int shift = joinedLength > 0 ? -heldIndex : lines.at(heldFrom) - heldIndex;
    byte[] bytes = joinedLength > 0 ? joined : lines.bytes();
    int end = joinedLength > 0 ? joinedLength : lines.at(heldTo);
    int alone = joinedLength > 0 ? (int) (heldTo - heldFrom) : end;
    int body = held.bodyFrom() + shift;
    text.set(bytes, body, end);
    TextEvents.Entry kind = held.kind();
    TextShape shape = read(kind);
    if (shape instanceof PlainShape && alone != end) {
      end = alone; // what follows is somebody's remark
      text.set(bytes, Math.min(body, end), end);
      shape = read(kind);
    }
    event.set(held, time(), heldNumber);
    event.setBody(kind.name(), bytes, Math.min(body, end), end);
    lines.release();
    sink.event(kind, shape, event);
  }

  private TextShape read(TextEvents.Entry kind) {
    text.skipBlanks(); // also one that joins a line to the next
    if (text.skip(UNFORMATTED)) {
      text.skipBlanks();
    } else if (text.peek() == '(') {
      skipAddress();
    }
    return heldIsCut ? new PlainShape(kind.name()) : kind.read(text, event.values());
  }

  /** A probe's own address, and where it returns to, in front of its fields. */
  private void skipAddress() {
    int mark = text.mark();
    while (!text.isAtEnd() && text.peek() != ')') {
      text.advance();
    }
    if (text.isAtEnd()) {
      text.reset(mark);
      return;
    }
    text.advance();
    text.skipBlanks();
  }

  private long time() {
    if (held.timeNs() < lastTimeNs) {
      timesGoneBack++;
    } else {
      lastTimeNs = held.timeNs();
    }
    return lastTimeNs;
  }
}
