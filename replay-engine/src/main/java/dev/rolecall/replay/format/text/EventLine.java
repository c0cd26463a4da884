// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

/**
 * What stands in front of an event's fields: the thread, the CPU, perhaps flags, the time, and the
 * event's name. The layouts are those of the kernel's trace file (print_trace_line(),
 * kernel/trace/trace.c), trace-cmd report and perf script.
 */
final class EventLine {
  private static final int MAX_NAME = 64;
  private static final int NANOSECOND_DIGITS = 9;
  private static final int MAX_DIGITS = 18;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long MAX_SECONDS = Long.MAX_VALUE / NS_PER_SECOND - 1;

  private long timeNs;
  private int pid;
  private int cpu;
  private int nameFrom;
  private int nameTo;
  private int bodyFrom;
  private int afterCpu;

  /** How far from the line's start the CPU stood last: most lines of a text are alike. */
  private int usualBracket;

  private long fraction;
  private int fractionDigits;

  long timeNs() {
    return timeNs;
  }

  int pid() {
    return pid;
  }

  int cpu() {
    return cpu;
  }

  /** Where the name begins; perf's group in front of it is left out. */
  int nameFrom() {
    return nameFrom;
  }

  int nameTo() {
    return nameTo;
  }

  /** Where the fields begin. */
  int bodyFrom() {
    return bodyFrom;
  }

  /** Reads the line from the text's place on; false if it is none of an event. */
  boolean read(ByteText text) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int start = text.mark();
    int usual = start + usualBracket;
    if (usual < end && bytes[usual] == '[' && readCpu(text, usual)) {
      return readFrom(text, usual);
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == '[' && readCpu(text, i)) {
        usualBracket = i - start;
        return readFrom(text, i);
      }
    }
    return false;
  }

  private boolean readFrom(ByteText text, int bracket) {
    return readPid(text.bytes(), text.mark(), bracket) && readRest(text);
  }

  private boolean readCpu(ByteText text, int bracket) {
    byte[] bytes = text.bytes();
    int end = text.end();
    int i = bracket + 1;
    int number = 0;
    while (i < end && isDigit(bytes[i]) && i - bracket <= 6) {
      number = number * 10 + bytes[i++] - '0';
    }
    if (i - bracket < 4 || i >= end || bytes[i] != ']') {
      return false;
    }
    cpu = number;
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
  private boolean readRest(ByteText text) {
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
    text.skipBlanks();
    return readName(text);
  }

  private static void skipWord(ByteText text) {
    while (!text.isAtEnd() && text.peek() != ' ') {
      text.advance();
    }
  }

  private boolean readTime(ByteText text) {
    long seconds = readDigits(text);
    if (fractionDigits == 0 || seconds > MAX_SECONDS || text.peek() != '.') {
      return false;
    }
    text.advance();
    fraction = readDigits(text);
    if (fractionDigits == 0 || fractionDigits > NANOSECOND_DIGITS || text.peek() != ':') {
      return false;
    }
    text.advance();
    for (int i = fractionDigits; i < NANOSECOND_DIGITS; i++) {
      fraction *= 10;
    }
    timeNs = seconds * NS_PER_SECOND + fraction;
    return true;
  }

  /** Reads digits, as many as a long holds; how many is left in {@link #fractionDigits}. */
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
    fractionDigits = i - from;
    return number;
  }

  /** A name up to a colon that a blank or the end follows; perf has the group in front. */
  private boolean readName(ByteText text) {
    nameTo = skipName(text);
    if (text.peek() == ':' && !endsName(text)) {
      nameTo = skipName(text);
    }
    if (nameTo == nameFrom || text.peek() != ':' || !endsName(text)) {
      return false;
    }
    text.advance();
    text.skipBlanks();
    bodyFrom = text.mark();
    return nameTo - nameFrom <= MAX_NAME;
  }

  /** Passes over a name, which begins at {@link #nameFrom} then; where it ends. */
  private int skipName(ByteText text) {
    if (text.peek() == ':') {
      text.advance();
    }
    byte[] bytes = text.bytes();
    int end = text.end();
    int i = text.mark();
    nameFrom = i;
    while (i < end && isNamePart(bytes[i])) {
      i++;
    }
    text.reset(i);
    return i;
  }

  /** Whether the colon at the text's place is the last thing of the name. */
  private static boolean endsName(ByteText text) {
    int next = text.mark() + 1;
    return next >= text.end() || text.bytes()[next] == ' ';
  }

  private static boolean isNamePart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
