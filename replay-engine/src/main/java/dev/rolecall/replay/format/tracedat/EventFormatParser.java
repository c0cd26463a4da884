// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.tracedat.Field.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the text of a kernel's {@code events/SYSTEM/EVENT/format} file. */
final class EventFormatParser {
  private static final int MAX_FIELD_END = 1 << 16;
  private static final int MAX_ID = (1 << 16) - 1;
  private static final String COMMON = "common_";
  private static final String NAME = "name:";
  private static final String ID = "ID:";
  private static final String PRINT = "print fmt:";
  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*+field:([^;]{1,1024}+);\\s*+offset:\\s*+(\\d{1,9}+);\\s*+size:\\s*+(\\d{1,9}+);"
              + "(?:\\s*+signed:\\s*+([01]);)?\\s*+");

  private final List<Field> common = new ArrayList<>();
  private final List<Field> fields = new ArrayList<>();
  private String name = "";
  private int id = -1;
  private String print = "";
  private Optional<String> fault = Optional.empty();

  private EventFormatParser() {}

  /** The format that the text describes, or what is wrong with it. */
  static Result parse(String system, String text) {
    EventFormatParser parser = new EventFormatParser();
    text.lines().forEach(parser::line);
    return parser.result(system);
  }

  /** The fields of {@code events/header_page}, which has field lines alone. */
  static List<Field> parseFields(String text) {
    EventFormatParser parser = new EventFormatParser();
    text.lines().forEach(parser::line);
    return parser.fields;
  }

  private Result result(String system) {
    if (fault.isEmpty() && (name.isEmpty() || id < 0)) {
      fault = Optional.of("event format: expected a name and an ID of 16 bits");
    }
    return fault.isPresent()
        ? new Result(Optional.empty(), fault.get())
        : new Result(Optional.of(new EventFormat(id, system, name, common, fields, print)), "");
  }

  private void line(String line) {
    if (line.startsWith(NAME)) {
      name = line.substring(NAME.length()).strip();
    } else if (line.startsWith(ID)) {
      id = number(line.substring(ID.length()).strip());
    } else if (line.startsWith(PRINT)) {
      print = line.substring(PRINT.length()).strip();
    } else if (line.contains("field:")) {
      field(line);
    }
  }

  private static int number(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_ID
        ? Integer.parseInt(text)
        : -1;
  }

  private void field(String line) {
    Matcher matcher = FIELD.matcher(line);
    if (!matcher.matches()) {
      fail("a field, its offset, size and sign", line);
      return;
    }
    int offset = Integer.parseInt(matcher.group(2));
    int size = Integer.parseInt(matcher.group(3));
    if (offset + size > MAX_FIELD_END) {
      fail("a field within 65536 bytes", line);
      return;
    }
    Field field = declared(matcher.group(1).strip(), offset, size, "1".equals(matcher.group(4)));
    boolean location = field.shape() == Shape.DATA_LOC || field.shape() == Shape.REL_LOC;
    if (field.name().isEmpty() || (location && size != Integer.BYTES)) {
      fail("a C declaration, and for a location 4 bytes", line);
      return;
    }
    (field.name().startsWith(COMMON) ? common : fields).add(field);
  }

  private static Field declared(String declaration, int offset, int size, boolean signed) {
    boolean brackets = declaration.endsWith("]") && declaration.indexOf('[') > 0;
    int end = brackets ? declaration.lastIndexOf('[') : declaration.length();
    String named = declaration.substring(0, end).strip();
    int start = named.length();
    while (start > 0 && isWordCharacter(named.charAt(start - 1))) {
      start--;
    }
    String type = named.substring(0, start).strip();
    Shape shape = brackets ? Shape.ARRAY : Shape.SCALAR;
    if (type.startsWith("__data_loc ") || type.startsWith("__rel_loc ")) {
      shape = type.startsWith("__data_loc ") ? Shape.DATA_LOC : Shape.REL_LOC;
      type = type.substring(type.indexOf(' ')).replace("[]", "").strip();
    }
    return new Field(named.substring(start), type, offset, size, signed, shape);
  }

  private static boolean isWordCharacter(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private void fail(String expected, String found) {
    String shown = found.strip();
    fault =
        Optional.of(
            "format of event "
                + (name.isEmpty() ? "without name" : name)
                + ": expected "
                + expected
                + ", found "
                + shown.substring(0, Math.min(80, shown.length())));
  }

  /** A format, or where there is none the reason. */
  record Result(Optional<EventFormat> format, String fault) {}
}
