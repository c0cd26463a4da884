// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes from options what is the same in both versions of the file. */
final class OptionReader {
  private static final int MAX_OPTION = 1 << 21;
  private static final int MAX_STATISTICS = 1 << 16;
  private static final int NS_PER_US = 1000;
  private static final Pattern CURRENT_CLOCK = Pattern.compile("\\[([^\\[\\]]*)\\]");

  private final Contents contents;
  private final ProblemSink problems;

  OptionReader(Contents contents, ProblemSink problems) {
    this.contents = contents;
    this.problems = problems;
  }

  /**
   * Reads the option at the cursor; in version 6 the last one has a number alone. An option beyond
   * any size that a reader has a use for is passed over and comes without its content.
   */
  static Entry next(Cursor cursor, int version) throws TraceInputException {
    int id = cursor.u16("option number");
    if (id == Option.DONE && version == 6) {
      return new Entry(id, new byte[0], cursor.damage("last option").problem());
    }
    long size = cursor.u32("size of option " + id);
    InputProblem place = cursor.damage("option " + id).problem();
    if (size > MAX_OPTION) {
      cursor.skip(size, "option " + id);
      return new Entry(id, new byte[0], place);
    }
    return new Entry(id, cursor.block(size, MAX_OPTION, "option " + id), place);
  }

  /** Takes an option; those that this reader has no use for are passed over. */
  void take(Entry option) throws TraceInputException {
    switch (option.id()) {
      case Option.UNAME -> contents.uname = option.text();
      case Option.VERSION -> contents.recorder = option.text();
      case Option.TRACECLOCK -> clock(option.text());
      case Option.CPUCOUNT -> contents.cpus = option.cursor(contents.header.order()).u32("CPUs");
      case Option.CPUSTAT -> statistics(option.text());
      case Option.DATE -> offset(option, NS_PER_US);
      case Option.OFFSET -> offset(option, 1);
      case Option.TIME_SHIFT -> contents.timeShift = true;
      case Option.TSC2NSEC -> scale(option.cursor(contents.header.order()));
      default -> {}
    }
  }

  private void statistics(String text) {
    if (contents.statistics.size() < MAX_STATISTICS) {
      CpuStatistics.parse(text).ifPresent(contents.statistics::add);
    }
  }

  private void clock(String text) {
    Matcher matcher = CURRENT_CLOCK.matcher(text);
    if (matcher.find()) {
      contents.clock = matcher.group(1);
    }
  }

  private void offset(Entry option, long unit) {
    Optional<Long> value = number(option.text().strip());
    if (value.isPresent()) {
      contents.conversion = contents.conversion.plus(value.get() * unit);
    } else {
      problems.report(option.problem("expected a time offset in C notation"));
    }
  }

  /** A number as strtoll(3) reads it with base 0. */
  private static Optional<Long> number(String text) {
    try {
      boolean negative = text.startsWith("-");
      String digits = negative || text.startsWith("+") ? text.substring(1) : text;
      boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
      long value = hex ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseLong(digits);
      return Optional.of(negative ? -value : value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void scale(Cursor cursor) throws TraceInputException {
    long multiplier = cursor.u32("multiplier of TSC2NSEC");
    long shift = cursor.u32("shift of TSC2NSEC");
    if (shift >= Long.SIZE) {
      throw cursor.damage("shift of TSC2NSEC: expected less than 64, found " + shift);
    }
    contents.conversion = contents.conversion.scaled(multiplier, (int) shift);
  }

  /**
   * One option.
   *
   * @param id its number, one of {@link Option}
   * @param content its bytes
   * @param place its place in the file, as a problem without a statement
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(int id, byte[] content, InputProblem place) {

    String text() {
      String text = new String(content, StandardCharsets.UTF_8);
      int end = text.indexOf('\0');
      return end < 0 ? text : text.substring(0, end);
    }

    InputProblem problem(String statement) {
      return new InputProblem(place.file(), place.place(), "option " + id + ": " + statement);
    }

    /** A cursor over the content, whose problems name the option's place. */
    Cursor cursor(ByteOrder order) {
      return new Cursor(new OptionBytes(this), order, 0, content.length);
    }
  }

  /** An option's content. */
  private record OptionBytes(Entry option) implements Bytes {
    @Override
    public long size() {
      return option.content().length;
    }

    @Override
    public void read(long position, byte[] into, int length) {
      System.arraycopy(option.content(), Math.toIntExact(position), into, 0, length);
    }

    @Override
    public InputProblem problem(long position, String message) {
      return option.problem(message + " (at its byte " + position + ")");
    }
  }
}
