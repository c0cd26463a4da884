// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

/**
 * Something that may be seen many times after one anchor, each time of another address.
 *
 * @param kind what it is
 * @param address the address, or for a page its frame
 * @param how what else tells it from others: the MMU, the access
 * @param value what came of it: the error code of a fault or {@link #NO_FAULT}; a page's role
 * @param gpa where the address leads, if it is told and the walk does not fault, else -1
 */
record Seen(Kind kind, long address, long how, long value, long gpa) {
  /** The value of a walk that does not fault. */
  static final long NO_FAULT = -1;

  /** What may be seen. */
  enum Kind {
    WALK,
    PAGE,
    INJECTION
  }

  /** Whether another is of the same thing, so that it must have come to the same. */
  boolean isOfSame(Seen other) {
    return kind == other.kind && address == other.address && how == other.how;
  }
}
