// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.util.Optional;

/** Reads the sections that describe events, alike in both versions of the file. */
final class FormatSections {
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_ALL_TEXT = 1 << 25;
  private static final int MAX_COMMAND_TEXT = 1 << 24;
  private static final int MAX_COMMANDS = 1 << 16;
  private static final int MAX_EVENTS = 1 << 16;
  private static final String FTRACE = "ftrace";

  private final Contents contents;
  private final ProblemSink problems;
  private int events;
  private int textLeft = MAX_ALL_TEXT;

  FormatSections(Contents contents, ProblemSink problems) {
    this.contents = contents;
    this.problems = problems;
  }

  /** HEADER INFO. */
  void headerInfo(Cursor cursor) throws TraceInputException {
    expect(cursor, "header_page");
    String page = cursor.text(cursor.u64("size of header_page"), MAX_TEXT, "header_page");
    Optional<PageLayout> layout = PageLayout.parse(page);
    if (layout.isPresent()) {
      contents.pageLayout = layout.get();
    } else {
      problems.report(
          cursor
              .damage("header_page: expected timestamp, commit and data fields of a known layout")
              .problem());
    }
    expect(cursor, "header_event");
    cursor.skip(cursor.u64("size of header_event"), "header_event");
  }

  private static void expect(Cursor cursor, String title) throws TraceInputException {
    String found = cursor.string(title);
    if (!found.equals(title)) {
      String shown = found.substring(0, Math.min(40, found.length()));
      throw cursor.damage("expected \"" + title + "\", found \"" + shown + '"');
    }
  }

  /** FTRACE EVENT FORMATS. */
  void ftraceFormats(Cursor cursor) throws TraceInputException {
    long count = cursor.u32("number of ftrace formats");
    for (long i = 0; i < count; i++) {
      format(cursor, FTRACE);
    }
  }

  /** EVENT FORMATS. */
  void eventFormats(Cursor cursor) throws TraceInputException {
    long systems = cursor.u32("number of event systems");
    if (systems > MAX_EVENTS) {
      throw cursor.damage("event systems: expected at most 65536, found " + systems);
    }
    for (long i = 0; i < systems; i++) {
      String system = cursor.string("name of an event system");
      long count = cursor.u32("number of events of " + system);
      for (long k = 0; k < count; k++) {
        format(cursor, system);
      }
    }
  }

  private void format(Cursor cursor, String system) throws TraceInputException {
    if (++events > MAX_EVENTS) {
      throw cursor.damage("event formats: expected at most 65536 of them");
    }
    int maximum = Math.min(MAX_TEXT, textLeft);
    String text = cursor.text(cursor.u64("size of an event format"), maximum, "event format");
    textLeft -= text.length();
    EventFormatParser.Result result = EventFormatParser.parse(system, text);
    String fault = result.fault();
    if (result.format().isPresent() && !contents.formats.add(result.format().get())) {
      fault = "event format: the id of " + result.format().get().name() + " is taken by another";
    }
    if (!fault.isEmpty()) {
      problems.report(cursor.damage(fault).problem());
    }
  }

  /** SAVED COMMAND LINES. */
  void commands(Cursor cursor) throws TraceInputException {
    long size = cursor.u64("size of the command lines");
    cursor
        .text(size, MAX_COMMAND_TEXT, "command lines")
        .lines()
        .limit(MAX_COMMANDS)
        .forEach(this::command);
  }

  private void command(String line) {
    int space = line.indexOf(' ');
    if (space > 0 && line.substring(0, space).matches("\\d{1,9}")) {
      contents.commands.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
    }
  }
}
