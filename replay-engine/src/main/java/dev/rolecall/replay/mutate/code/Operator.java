// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.List;
import java.util.Locale;

/** The kinds of faults, each with what finds its places. */
// Finders have no state.
@SuppressWarnings("ImmutableEnumChecker")
public enum Operator {
  CONDITION(Conditions::negate),
  BOUNDARY(Conditions::moveBoundary),
  CONSTANT(Constants::replace),
  MASK(Masks::change),
  COMPLEMENT(Masks::dropComplement),
  ARITHMETIC(Arithmetic::replace),
  RESULT(Results::replace),
  CALL(Omissions::call),
  ASSIGNMENT(Omissions::assignment),
  NAME(NamedConstants::replace),
  CASE(Cases::swap);

  private final Finder finder;

  Operator(Finder finder) {
    this.finder = finder;
  }

  /** Finds the changes of a kind that can be made at a spot. */
  interface Finder {
    List<Change> find(Spot spot);
  }

  /** The name in reports. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<Change> find(Spot spot) {
    return finder.find(spot);
  }
}
