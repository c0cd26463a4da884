// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import java.util.List;

/**
 * One type of a {@link TypeTable}.
 *
 * @param kind what it is
 * @param name its C name, empty where it has none
 * @param size bytes of a struct, union, pointer or number; 0 for the others
 * @param target the type that an alias stands for, an array's element, a function's prototype; else
 *     {@link #VOID}
 * @param count the elements of an array; else 0
 * @param members the members of a struct or union, the parameters of a prototype; else empty
 */
public record CType(
    Kind kind, String name, long size, int target, long count, List<Member> members) {
  /** The number of {@code void}. */
  public static final int VOID = 0;

  /** What stands for a type that the table does not have. */
  static final CType NONE = new CType(Kind.OTHER, "", 0, VOID, 0, List.of());

  /** Makes the list this record's own. */
  public CType {
    members = List.copyOf(members);
  }

  /** A struct or union. */
  static CType composite(Kind kind, String name, long size, List<Member> members) {
    return new CType(kind, name, size, VOID, 0, members);
  }

  /** A number or pointer. */
  static CType scalar(String name, long size) {
    return new CType(Kind.SCALAR, name, size, VOID, 0, List.of());
  }

  /** An array. */
  static CType array(int element, long count) {
    return new CType(Kind.ARRAY, "", 0, element, count, List.of());
  }

  /** What stands for another type, or leads to one. */
  static CType leading(Kind kind, String name, int target) {
    return new CType(kind, name, 0, target, 0, List.of());
  }

  boolean isComposite() {
    return kind == Kind.STRUCT || kind == Kind.UNION;
  }

  /** Kinds of types, as far as they matter for where members lie. */
  public enum Kind {
    /** An integer, enumeration, floating-point number or pointer. */
    SCALAR,
    STRUCT,
    UNION,
    ARRAY,
    /** A typedef, const, volatile, restrict or type tag. */
    ALIAS,
    FUNCTION,
    PROTOTYPE,
    /** Everything else: forward declarations, variables, sections, declaration tags. */
    OTHER
  }

  /**
   * A member of a struct or union, or a parameter.
   *
   * @param name its name, empty for an anonymous one
   * @param type the number of its type
   * @param bitOffset bits from the start of the struct
   * @param bits its width if it is a bit field, else 0
   */
  public record Member(String name, int type, long bitOffset, int bits) {}
}
