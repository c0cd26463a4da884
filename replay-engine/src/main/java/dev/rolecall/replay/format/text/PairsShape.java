// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fields as {@code name=value}: what {@code trace-cmd report -R} prints, every tool of events that
 * it cannot format, and the kernel of probes.
 */
final class PairsShape extends TextShape {
  /** How many fields a shape may have. */
  static final int MAX_FIELDS = 64;

  private final Literal[] keys;
  private final Kind[] kinds;
  private final NumberText number = new NumberText();

  /** How a value is written. */
  private enum Kind {
    DECIMAL,
    HEX,
    TEXT
  }

  private PairsShape(String name, List<String> fields, List<Kind> kinds) {
    super(name, fields);
    this.keys = fields.stream().map(field -> Literal.of(field + "=")).toArray(Literal[]::new);
    this.kinds = kinds.toArray(Kind[]::new);
  }

  /**
   * The shape of a text, which starts with a pair; none if it does not.
   *
   * @param hex the fields whose digits are hexadecimal without 0x
   */
  static Optional<PairsShape> of(String name, ByteText text, Set<String> hex) {
    int mark = text.mark();
    NumberText number = new NumberText();
    List<String> fields = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    String field = key(text);
    while (!field.isEmpty() && fields.size() < MAX_FIELDS) {
      fields.add(field);
      boolean isHex = hex.contains(field);
      if (number.read(text, isHex)) {
        kinds.add(isHex ? Kind.HEX : Kind.DECIMAL);
      } else {
        kinds.add(Kind.TEXT);
        skipValue(text);
      }
      text.skipBlanks();
      field = key(text);
    }
    text.reset(mark);
    return fields.isEmpty() ? Optional.empty() : Optional.of(new PairsShape(name, fields, kinds));
  }

  /**
   * A field's name, with the text behind the equals sign; empty, and the text as it was, if none.
   */
  private static String key(ByteText text) {
    int from = text.mark();
    return skipKey(text) ? text.text(from, text.mark() - 1) : "";
  }

  /** Moves behind a name and its equals sign; false, and nowhere, if there is none. */
  private static boolean skipKey(ByteText text) {
    int from = text.mark();
    while (isNamePart(text.peek())) {
      text.advance();
    }
    if (text.mark() == from || text.peek() != '=') {
      text.reset(from);
      return false;
    }
    text.advance();
    return true;
  }

  /** Passes over a value that is no number: up to a blank that a further pair follows. */
  private static void skipValue(ByteText text) {
    while (!text.isAtEnd()) {
      while (!text.isAtEnd() && text.peek() != ' ') {
        text.advance();
      }
      int blank = text.mark();
      text.skipBlanks();
      int next = text.mark();
      boolean pair = skipKey(text);
      text.reset(Math.max(next, blank));
      if (pair) {
        return;
      }
    }
  }

  private static boolean isNamePart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c >= 'A' && c <= 'Z');
  }

  @Override
  boolean read(ByteText text, long[] values) {
    for (int i = 0; i < keys.length; i++) {
      text.skipBlanks();
      if (!keys[i].skip(text)) {
        return false;
      }
      if (kinds[i] == Kind.TEXT) {
        skipValue(text);
      } else if (number.read(text, kinds[i] == Kind.HEX)) {
        values[i] = number.value();
      } else {
        return false;
      }
    }
    return !goesOn(text);
  }

  /** Whether a further pair follows: the text is of a longer shape. */
  private static boolean goesOn(ByteText text) {
    text.skipBlanks();
    int mark = text.mark();
    boolean further = skipKey(text);
    text.reset(mark);
    return further;
  }
}
