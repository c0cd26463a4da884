// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of an event's fields: the thread, the CPU, perhaps flags, the time, and the
 * event's name. The layouts are those of the kernel's trace file (print_trace_line(),
 * kernel/trace/trace.c), trace-cmd report and perf script.
 */
final class EventLine {
  private static final int NANOSECOND_DIGITS = 9;
  private static final int MAX_DIGITS = 18;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long MAX_SECONDS = Long.MAX_VALUE / NS_PER_SECOND - 1;

  /** The powers of ten that make nanoseconds of fewer digits. */
  private static final long[] TENS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private final TextEvents events;
  private final LineHead head;
  private long timeNs;
  private int pid;
  private TextEvents.@Nullable Entry kind;
  private int bodyFrom;
  private int afterCpu;

  /** How far from the line's start the CPU stood last: most lines of a text are alike. */
  private int usualBracket;

  private long seconds;
  private int fractionFrom;
  private int digits;

  /**
   * A line of a text.
   *
   * @param events the kinds of events that the text has had
   * @param head that of the line in front
   */
  EventLine(TextEvents events, LineHead head) {
    this.events = events;
    this.head = head;
  }

  long timeNs() {
    return timeNs;
  }

  int pid() {
    return pid;
  }

  long seconds() {
    return seconds;
  }

  /** The kind of the event, once a line has been read. */
  TextEvents.Entry kind() {
    return Objects.requireNonNull(kind);
  }

  /** Where the fields begin. */
  int bodyFrom() {
    return bodyFrom;
  }

  /** Reads the line from the text's place on; false if it is none of an event. */
  boolean read(ByteText text) {
    if (head.begins(text)) {
      int start = text.mark();
      text.reset(start + head.length());
      seconds = head.seconds();
      if (readFraction(text)) {
        pid = head.pid();
        text.skipBlanks();
        return readName(text);
      }
      text.reset(start);
    }
    return readAll(text);
  }

  private boolean readAll(ByteText text) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int start = text.mark();
    int usual = start + usualBracket;
    if (usual < end && bytes[usual] == '[' && skipCpu(text, usual)) {
      return readFrom(text, usual);
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == '[' && skipCpu(text, i)) {
        usualBracket = i - start;
        return readFrom(text, i);
      }
    }
    return false;
  }

  private boolean readFrom(ByteText text, int bracket) {
    int start = text.mark();
    return readPid(text.bytes(), start, bracket) && readRest(text, start);
  }

  /** Whether a bracket begins the number of a CPU; what is behind it then comes next. */
  private boolean skipCpu(ByteText text, int bracket) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int i = bracket + 1;
    while (i < end && isDigit(bytes[i]) && i - bracket <= 6) {
      i++;
    }
    if (i - bracket < 4 || i >= end || bytes[i] != ']') {
      return false;
    }
    afterCpu = i + 1;
    return true;
  }

  /** The digits in front of the CPU; a thread group in parentheses may stand between. */
  private boolean readPid(byte[] bytes, int from, int bracket) {
    int i = skipBlanksBack(bytes, from, bracket);
    if (i > from && bytes[i - 1] == ')') {
      while (i > from && bytes[i - 1] != '(') {
        i--;
      }
      i = skipBlanksBack(bytes, from, i - 1);
    }
    int to = i;
    while (i > from && isDigit(bytes[i - 1]) && to - i <= 10) {
      i--;
    }
    boolean separated =
        i > from && (bytes[i - 1] == '-' || bytes[i - 1] == ' ' || bytes[i - 1] == '/');
    if (i == to || !separated) {
      return false;
    }
    long number = 0;
    for (int k = i; k < to; k++) {
      number = number * 10 + bytes[k] - '0';
    }
    pid = (int) number;
    return number <= Integer.MAX_VALUE;
  }

  private static int skipBlanksBack(byte[] bytes, int from, int to) {
    int i = to;
    while (i > from && bytes[i - 1] == ' ') {
      i--;
    }
    return i;
  }

  /** Flags of any width, the time, the name. */
  private boolean readRest(ByteText text, int start) {
    text.reset(afterCpu);
    text.skipBlanks();
    int token = text.mark();
    if (!readTime(text)) {
      text.reset(token);
      skipWord(text);
      text.skipBlanks();
      if (!readTime(text)) {
        return false;
      }
    }
    head.remember(text, start, fractionFrom, this);
    text.skipBlanks();
    return readName(text);
  }

  private static void skipWord(ByteText text) {
    while (!text.isAtEnd() && text.peek() != ' ') {
      text.advance();
    }
  }

  private boolean readTime(ByteText text) {
    seconds = readDigits(text);
    if (digits == 0 || seconds > MAX_SECONDS || text.peek() != '.') {
      return false;
    }
    text.advance();
    fractionFrom = text.mark();
    return readFraction(text);
  }

  private boolean readFraction(ByteText text) {
    long fraction = readDigits(text);
    if (digits == 0 || digits > NANOSECOND_DIGITS || text.peek() != ':') {
      return false;
    }
    text.advance();
    timeNs = seconds * NS_PER_SECOND + fraction * TENS[NANOSECOND_DIGITS - digits];
    return true;
  }

  /** Reads digits, as many as a long holds; how many is left in {@link #digits}. */
  private long readDigits(ByteText text) {
    byte[] bytes = text.bytes();
    int from = text.mark();
    int limit = Math.min(text.end(), from + MAX_DIGITS);
    long number = 0;
    int i = from;
    while (i < limit && isDigit(bytes[i])) {
      number = number * 10 + (bytes[i++] - '0');
    }
    text.reset(i);
    digits = i - from;
    return number;
  }

  /** A name up to a colon that a blank or the end follows; perf has the group in front. */
  private boolean readName(ByteText text) {
    byte[] bytes = text.bytes();
    int from = text.mark();
    int colon = ByteSearch.find(bytes, from, text.end(), ':');
    if (colon >= 0 && !endsName(text, colon)) {
      if (!TextEvents.isName(bytes, from, colon)) {
        return false;
      }
      from = colon + 1;
      colon = ByteSearch.find(bytes, from, text.end(), ':');
    }
    if (colon < 0 || !endsName(text, colon)) {
      return false;
    }
    kind = events.find(text, from, colon);
    text.reset(colon + 1);
    text.skipBlanks();
    bodyFrom = text.mark();
    return kind != null;
  }

  /** Whether a colon is the last thing of the name. */
  private static boolean endsName(ByteText text, int colon) {
    return colon + 1 >= text.end() || text.bytes()[colon + 1] == ' ';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
