// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the values of a key are, and which of them are in range. */
public sealed interface ValueKind {

  /** How a number is written; read, any number may be either. */
  enum Radix {
    DECIMAL,
    HEX
  }

  /** What was expected, for messages: {@code a number from 32 to 52}. */
  String expected();

  /** Whether a number is in range; for kinds whose value is one number. */
  default boolean admits(long value) {
    throw new IllegalStateException("not a number but " + expected());
  }

  /** An unsigned number from {@code min} to {@code max}, both inclusive. */
  record Range(long min, long max, Radix radix) implements ValueKind {

    @Override
    public boolean admits(long value) {
      return Long.compareUnsigned(value, min) >= 0 && Long.compareUnsigned(value, max) <= 0;
    }

    @Override
    public String expected() {
      return max == -1L
          ? "a number of up to 64 bits"
          : "a number from " + text(min) + " to " + text(max);
    }

    /** The canonical text of a value. */
    public String text(long value) {
      return append(new StringBuilder(), value).toString();
    }

    /** Appends the canonical text of a value. */
    public StringBuilder append(StringBuilder out, long value) {
      return radix == Radix.HEX
          ? out.append("0x").append(Long.toHexString(value))
          : out.append(Long.toUnsignedString(value));
    }
  }

  /** A boolean, kept and written as 0 or 1. */
  record Flag() implements ValueKind {
    @Override
    public boolean admits(long value) {
      return value >>> 1 == 0;
    }

    @Override
    public String expected() {
      return "0 or 1";
    }
  }

  /**
   * One word of a list, kept as the ordinal of its constant.
   *
   * @param constants all constants of an enum, in order
   * @param words the word of each constant
   */
  record OneOf(List<? extends Enum<?>> constants, List<String> words) implements ValueKind {
    @Override
    public boolean admits(long value) {
      return value >= 0 && value < words.size();
    }

    @Override
    public String expected() {
      return String.join(" or ", words);
    }
  }

  /** Any number of words, each at most once, kept as a mask with the bit of each ordinal. */
  record SetOf(List<? extends Enum<?>> constants, List<String> words) implements ValueKind {
    @Override
    public boolean admits(long value) {
      return value >>> words.size() == 0;
    }

    @Override
    public String expected() {
      return "none, or words joined by +, of " + String.join(", ", words);
    }
  }

  /**
   * A list of numbers, or of tuples of numbers, kept in {@link LongTuples}.
   *
   * @param parts the numbers of each tuple
   * @param min the least number of tuples; a list of none is written {@code none}
   * @param max the greatest number of tuples
   */
  record Tuples(List<Part> parts, int min, int max) implements ValueKind {
    @Override
    public String expected() {
      String tuple = parts.stream().map(Part::name).collect(Collectors.joining(":"));
      String count = min == max ? min + " of " : min == 0 ? "none, or a list of " : "a list of ";
      return count + tuple;
    }
  }

  /** The name and the range of one number of a tuple. */
  record Part(String name, Range range) {}

  /**
   * Four roots, kept in {@link LongTuples} of four: the ordinal of a {@link RootKind}, the PGD, the
   * role and the ID of the root, the last three 0 where there is no root.
   */
  record Roots() implements ValueKind {

    /** How many roots an MMU has: the current one and the previous ones. */
    public static final int COUNT = 4;

    /** How many numbers the tuple of a root has. */
    public static final int WIDTH = 4;

    /** The first number of a root's tuple. */
    public static final OneOf KIND = oneOf(RootKind.class);

    /** The {@link #KIND} of a slot without root. */
    public static final long NO_ROOT = 0;

    /** The other numbers of a root's tuple. */
    public static final List<Part> PARTS =
        List.of(
            new Part("PGD", hex(64)), new Part("ROLE", hex(64)), new Part("ID", decimal(0, -1)));

    @Override
    public String expected() {
      return "4 roots, each - or page:PGD:ROLE:ID or special:PGD:ROLE:ID or dummy:PGD:ROLE:ID";
    }
  }

  /** A text, in which CSV writes {@code %}, spaces and control characters as {@code %XX}. */
  record Text() implements ValueKind {
    @Override
    public String expected() {
      return "a text";
    }
  }

  /** Bytes, written as pairs of hexadecimal digits in the order of their addresses. */
  record Bytes() implements ValueKind {
    @Override
    public String expected() {
      return "bytes, two hexadecimal digits each";
    }
  }

  /** A number of up to so many bits, written in hexadecimal. */
  static Range hex(int bits) {
    return new Range(0, -1L >>> (Long.SIZE - bits), Radix.HEX);
  }

  /** A number from {@code min} to {@code max}, written in decimal. */
  static Range decimal(long min, long max) {
    return new Range(min, max, Radix.DECIMAL);
  }

  /** One of the constants of an enum. */
  static <E extends Enum<E> & Word> OneOf oneOf(Class<E> type) {
    return oneOf(type, Word::wireName);
  }

  /** One of the constants of an enum, named by a function. */
  static <E extends Enum<E>> OneOf oneOf(Class<E> type, Function<? super E, String> name) {
    List<E> constants = List.of(type.getEnumConstants());
    return new OneOf(constants, constants.stream().<String>map(name).toList());
  }

  /** A set of the constants of an enum. */
  static <E extends Enum<E> & Word> SetOf setOf(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    return new SetOf(constants, constants.stream().map(Word::wireName).toList());
  }

  /** A list of tuples without a limit to its length. */
  static Tuples list(int min, Part... parts) {
    return new Tuples(Arrays.asList(parts), min, Integer.MAX_VALUE);
  }
}
