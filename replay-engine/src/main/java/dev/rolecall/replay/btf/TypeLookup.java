// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import com.google.common.base.Splitter;
import dev.rolecall.replay.btf.CType.Kind;
import dev.rolecall.replay.btf.CType.Member;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds members by their path, as C would, and functions by their name. */
public final class TypeLookup {
  private static final Pattern STEP = Pattern.compile("(\\w+)(?:\\[(\\d{1,4})\\])?");
  private static final int BITS = 8;

  /** How many aliases, or structs within structs, are followed: far beyond what C sources have. */
  private static final int DEEPEST = 32;

  /** How many members one search looks at: more than any kernel's structs have together. */
  private static final int MOST_MEMBERS = 100_000;

  private final TypeTable types;

  /** A lookup in a table. */
  public TypeLookup(TypeTable types) {
    this.types = types;
  }

  /**
   * Where a member lies.
   *
   * @param offset bytes from the start of the outermost struct
   * @param size bytes
   */
  public record Extent(long offset, long size) {}

  /**
   * The member of a struct by its path, such as {@code arch.root_mmu.prev_roots[1].hpa}; members of
   * anonymous structs and unions count as those of the struct around them. A bit field has no place
   * of its own, and is not found.
   */
  public Optional<Extent> member(String struct, String path) {
    OptionalInt number = types.find(Kind.STRUCT, struct);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    Found at = new Found(number.getAsInt(), 0);
    for (String step : Splitter.on('.').split(path)) {
      Matcher parts = STEP.matcher(step);
      Optional<Found> next = parts.matches() ? step(at, parts) : Optional.empty();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(new Extent(at.offset, size(at.type, 0)));
  }

  /** The names of a function's parameters, if the table has the function. */
  public Optional<List<String>> parameters(String function) {
    OptionalInt number = types.find(Kind.FUNCTION, function);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    CType prototype = types.type(types.type(number.getAsInt()).target());
    return prototype.kind() == Kind.PROTOTYPE
        ? Optional.of(prototype.members().stream().map(Member::name).toList())
        : Optional.empty();
  }

  private Optional<Found> step(Found from, Matcher parts) {
    Optional<Found> member =
        new Search(parts.group(1)).in(resolved(from.type), from.offset, DEEPEST);
    if (member.isEmpty() || parts.group(2) == null) {
      return member;
    }
    CType array = resolved(member.get().type);
    long index = Long.parseLong(parts.group(2));
    if (array.kind() != Kind.ARRAY || index >= array.count()) {
      return Optional.empty();
    }
    long offset = member.get().offset + index * size(array.target(), 0);
    return Optional.of(new Found(array.target(), offset));
  }

  /** The type behind the names and qualifiers of a type. */
  private CType resolved(int number) {
    CType type = types.type(number);
    for (int i = 0; i < DEEPEST && type.kind() == Kind.ALIAS; i++) {
      type = types.type(type.target());
    }
    return type;
  }

  private long size(int number, int depth) {
    CType type = resolved(number);
    if (type.kind() != Kind.ARRAY || depth > DEEPEST) {
      return type.size();
    }
    return Math.min(type.count(), Integer.MAX_VALUE) * size(type.target(), depth + 1);
  }

  private record Found(int type, long offset) {}

  /** One search for a name, which a table that refers to itself cannot keep busy. */
  private final class Search {
    private final String name;
    private int left = MOST_MEMBERS;

    Search(String name) {
      this.name = name;
    }

    Optional<Found> in(CType struct, long offset, int deeper) {
      if (!struct.isComposite() || deeper == 0) {
        return Optional.empty();
      }
      left -= struct.members().size() + 1;
      if (left < 0) {
        return Optional.empty();
      }
      for (Member member : struct.members()) {
        Optional<Found> found = at(member, offset, deeper);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    private Optional<Found> at(Member member, long offset, int deeper) {
      boolean whole = member.bits() == 0 && member.bitOffset() % BITS == 0;
      long place = offset + member.bitOffset() / BITS;
      if (member.name().isEmpty()) {
        return in(resolved(member.type()), place, deeper - 1);
      }
      return whole && member.name().equals(name)
          ? Optional.of(new Found(member.type(), place))
          : Optional.empty();
    }
  }
}
