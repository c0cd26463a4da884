// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import java.util.List;
import java.util.Locale;

/** The kinds of faults, each with what finds its places. */
// Finders have no state.
@SuppressWarnings("ImmutableEnumChecker")
public enum Operator {
  CONDITION("a condition negated", Conditions::negate),
  BOUNDARY("a comparison off by one", Conditions::moveBoundary),
  CONSTANT("a number, shift amount or truth value replaced by its neighbour", Constants::replace),
  MASK("a bit of a mask moved, dropped or added", Masks::change),
  COMPLEMENT("a ~ left out", Masks::dropComplement),
  ARITHMETIC("& turned into |, << into >>>, + into - and the like", Arithmetic::replace),
  RESULT("a method's result replaced by a constant", Results::replace),
  CALL("a call left out that returns nothing, or another of its kind", Omissions::call),
  ASSIGNMENT("an assignment of a field left out", Omissions::assignment),
  NAME("a named constant replaced by the next one of its type", NamedConstants::replace),
  CASE("a case of a switch treated as another", Cases::swap);

  private final String summary;
  private final Finder finder;

  Operator(String summary, Finder finder) {
    this.summary = summary;
    this.finder = finder;
  }

  /** Finds the changes of a kind that can be made at a spot. */
  interface Finder {
    List<Change> find(Spot spot);
  }

  /** What is changed, in words. */
  public String summary() {
    return summary;
  }

  /** The name in reports. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<Change> find(Spot spot) {
    return finder.find(spot);
  }
}
