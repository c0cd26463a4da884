// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.replay.trace.ContextOutcome;
import dev.rolecall.replay.trace.Request;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A kind of what traces exercise: points that are numbered by a few properties each. */
@SuppressWarnings({
  "EnumOrdinal",
  "ImmutableEnumChecker"
}) // points are numbers; lists are immutable
public enum Area {
  HOSTS("hosts", Counted.ALWAYS, "%s", axis(HostKind.values())),
  ROLES(
      "role fields",
      Counted.IF_VARYING,
      "%s %s.%s=%s",
      axis(Use.values()),
      axis(RoleWordKind.values()),
      axis(RoleField.values()),
      numbers(RoleFields.VALUES)),
  WRITES(
      "registers written",
      Counted.ALWAYS,
      "%s %s",
      axis(Occasion.values()),
      List.of("refused", "accepted")),
  MODES(
      "paging modes changed",
      Counted.ALWAYS,
      "%s by %s: %s -> %s",
      axis(Runner.values()),
      List.of("write", "sregs"),
      axis(PagingMode.values()),
      axis(PagingMode.values())),
  WORLDS(
      "SMM and L2 entered and left",
      Counted.ALWAYS,
      "%s %s -> %s %s",
      axis(Runner.values()),
      axis(PagingMode.values()),
      axis(Runner.values()),
      axis(PagingMode.values())),
  CONTEXTS(
      "contexts kept or reconfigured",
      Counted.IF_VARYING,
      "%s: %s %s",
      axis(Occasion.values()),
      axis(Use.values()),
      axis(ContextOutcome.values())),
  PGDS(
      "roots switched",
      Counted.ALWAYS,
      "%s: %s %s",
      axis(Occasion.values()),
      axis(Use.values()),
      axis(dev.rolecall.replay.trace.PgdOutcome.values())),
  ROOTS("roots loaded", Counted.ALWAYS, "%s %s", axis(Use.values()), axis(LoadedRoot.values())),
  REQUESTS("requests", Counted.ALWAYS, "%s: %s", axis(Occasion.values()), axis(Request.values())),
  WALKS(
      "walks",
      Counted.ALWAYS,
      "%s, %s: %s",
      axis(dev.rolecall.replay.trace.MmuId.values()),
      axis(Tables.values()),
      axis(WalkEnd.values())),
  PAGES(
      "shadow pages and faults",
      Counted.ALWAYS,
      "%s: %s",
      axis(Use.values()),
      axis(PageAct.values()));

  private final String title;
  private final Counted counted;
  private final String pattern;
  private final List<List<?>> axes;
  private final int size;

  @SafeVarargs
  @SuppressWarnings("varargs")
  Area(String title, Counted counted, String pattern, List<?>... axes) {
    this.title = title;
    this.counted = counted;
    this.pattern = pattern;
    this.axes = List.of(axes);
    this.size = this.axes.stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
  }

  /** When a point that can be exercised counts as one. */
  enum Counted {
    ALWAYS,
    /** If it differs in its last property from another one: a constant says nothing. */
    IF_VARYING
  }

  private static List<?> axis(Enum<?>... values) {
    return List.of(values);
  }

  private static List<?> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** The name in documents for machines. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many numbers it has; not all of them stand for what can be exercised. */
  int size() {
    return size;
  }

  Counted counted() {
    return counted;
  }

  /** How many points differ in their last property only. */
  int groupSize() {
    return axes.get(axes.size() - 1).size();
  }

  private int width(int axis) {
    return axes.get(axis).size();
  }

  /** The number of a point of one property. */
  int at(Enum<?> only) {
    return only.ordinal();
  }

  /** The number of a point of two properties. */
  int at(Enum<?> first, int second) {
    return first.ordinal() * width(1) + second;
  }

  /** The number of a point of two properties. */
  int at(Enum<?> first, Enum<?> second) {
    return at(first, second.ordinal());
  }

  /** The number of a point of three properties. */
  int at(Enum<?> first, Enum<?> second, Enum<?> third) {
    return at(first, second) * width(2) + third.ordinal();
  }

  /** The number of a point of four properties. */
  int at(Enum<?> first, Enum<?> second, Enum<?> third, int fourth) {
    return at(first, second, third) * width(3) + fourth;
  }

  /** A point in words; {@code word} says what a property is called. */
  String name(int number, Function<Object, String> word) {
    Object[] words = new Object[axes.size()];
    int rest = number;
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      words[axis] = word.apply(axes.get(axis).get(rest % width(axis)));
      rest /= width(axis);
    }
    return String.format(Locale.ROOT, pattern, words);
  }

  @Override
  public String toString() {
    return title;
  }
}
