// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.btf;

import dev.rolecall.replay.btf.CType.Kind;
import java.util.Optional;

/** The kinds of BTF by their number, which is the order here, and what follows a type of each. */
enum BtfKind {
  // spotless:off
  VOID      (Kind.OTHER,     0,  0),
  INT       (Kind.SCALAR,    4,  0),
  POINTER   (Kind.SCALAR,    0,  0),
  ARRAY     (Kind.ARRAY,     12, 0),
  STRUCT    (Kind.STRUCT,    0,  12),
  UNION     (Kind.UNION,     0,  12),
  ENUM      (Kind.SCALAR,    0,  8),
  FWD       (Kind.OTHER,     0,  0),
  TYPEDEF   (Kind.ALIAS,     0,  0),
  VOLATILE  (Kind.ALIAS,     0,  0),
  CONST     (Kind.ALIAS,     0,  0),
  RESTRICT  (Kind.ALIAS,     0,  0),
  FUNC      (Kind.FUNCTION,  0,  0),
  FUNC_PROTO(Kind.PROTOTYPE, 0,  8),
  VAR       (Kind.OTHER,     4,  0),
  DATASEC   (Kind.OTHER,     0,  12),
  FLOAT     (Kind.SCALAR,    0,  0),
  DECL_TAG  (Kind.OTHER,     4,  0),
  TYPE_TAG  (Kind.ALIAS,     0,  0),
  ENUM64    (Kind.SCALAR,    0,  12);
  // spotless:on

  private static final BtfKind[] ALL = values();

  private final Kind kind;
  private final int fixed;
  private final int each;

  BtfKind(Kind kind, int fixed, int each) {
    this.kind = kind;
    this.fixed = fixed;
    this.each = each;
  }

  /** The kind of that number; none for 0, which no type has, and for what is not known. */
  static Optional<BtfKind> of(int number) {
    return number > 0 && number < ALL.length ? Optional.of(ALL[number]) : Optional.empty();
  }

  Kind kind() {
    return kind;
  }

  /** The bytes that follow the 12 common ones of a type that lists so many elements. */
  long length(int listed) {
    return fixed + (long) each * listed;
  }
}
