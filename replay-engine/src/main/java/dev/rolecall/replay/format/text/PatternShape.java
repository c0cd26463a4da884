// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * Fields between the words of a sentence, as the kernel and trace-cmd's plugin print them.
 *
 * <p>A pattern is the sentence with its fields in braces: <code>{name}</code> is decimal, <code>
 * {name:x}</code> hexadecimal, <code>{name=1}</code> stands for no text and gives the field a
 * value, <code>{name:KIND}</code> is a {@link WordKind}. A blank stands for one or more, {@code *}
 * for anything up to the words that follow, {@code $} for the end. What follows the pattern counts
 * for nothing.
 */
final class PatternShape extends TextShape {
  private final List<Part> parts;

  /** A part of a sentence. */
  private interface Part {
    boolean read(ByteText text, long[] values);
  }

  private PatternShape(String name, List<String> fields, List<Part> parts) {
    super(name, fields);
    this.parts = parts;
  }

  @Override
  boolean read(ByteText text, long[] values) {
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).read(text, values)) {
        return false;
      }
    }
    return true;
  }

  /** Compiles a pattern. */
  static PatternShape of(String name, String pattern) {
    Compiler compiler = new Compiler();
    compiler.compile(pattern);
    return new PatternShape(name, List.copyOf(compiler.fields), List.copyOf(compiler.parts));
  }

  private static final class Compiler {
    private final List<String> fields = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    void compile(String pattern) {
      int at = 0;
      while (at < pattern.length()) {
        switch (pattern.charAt(at)) {
          case '{' -> {
            int close = pattern.indexOf('}', at);
            field(pattern.substring(at + 1, close));
            at = close + 1;
          }
          case ' ' -> {
            parts.add((text, values) -> blanks(text));
            at++;
          }
          case '$' -> {
            parts.add((text, values) -> ends(text));
            at++;
          }
          case '*' -> {
            int end = literalEnd(pattern, at + 1);
            byte[] words = pattern.substring(at + 1, end).getBytes(ISO_8859_1);
            parts.add((text, values) -> text.skipTo(words));
            at = end;
          }
          default -> {
            int end = literalEnd(pattern, at);
            byte[] words = pattern.substring(at, end).getBytes(ISO_8859_1);
            parts.add((text, values) -> text.skip(words));
            at = end;
          }
        }
      }
    }

    /** Behind {@code *} blanks belong to the words. */
    private static int literalEnd(String pattern, int from) {
      boolean skipping = from > 0 && pattern.charAt(from - 1) == '*';
      int end = from;
      while (end < pattern.length()
          && "{*$".indexOf(pattern.charAt(end)) < 0
          && (skipping || pattern.charAt(end) != ' ')) {
        end++;
      }
      return end;
    }

    private void field(String text) {
      int equals = text.indexOf('=');
      int colon = text.indexOf(':');
      String kind = colon < 0 ? "" : text.substring(colon + 1);
      int index =
          index(text.substring(0, equals >= 0 ? equals : colon >= 0 ? colon : text.length()));
      if (equals >= 0) {
        long value = Long.parseLong(text.substring(equals + 1));
        parts.add((line, values) -> set(values, index, value));
      } else if (kind.isEmpty() || kind.equals("x")) {
        NumberText number = new NumberText();
        boolean hex = !kind.isEmpty();
        parts.add((line, values) -> number.read(line, hex) && set(values, index, number.value()));
      } else {
        WordKind words = WordKind.valueOf(kind.toUpperCase(java.util.Locale.ROOT));
        parts.add((line, values) -> words.read(line, values, index));
        if (words == WordKind.REASON) {
          index("isa");
        }
      }
    }

    private int index(String field) {
      if (!fields.contains(field)) {
        fields.add(field);
      }
      return fields.indexOf(field);
    }
  }

  private static boolean set(long[] values, int index, long value) {
    values[index] = value;
    return true;
  }

  private static boolean blanks(ByteText text) {
    int mark = text.mark();
    text.skipBlanks();
    return text.mark() > mark;
  }

  private static boolean ends(ByteText text) {
    text.skipBlanks();
    return text.isAtEnd();
  }
}
