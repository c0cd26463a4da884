// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.check.RecordedRoles;
import dev.rolecall.replay.check.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares walks, faults and shadow pages of the same address that two captures saw after one
 * anchor. What was seen several times, with several results, differs only if no result is common:
 * the guest changed it meanwhile. What one of them did not see, it need not have.
 */
final class SeenComparison {
  private final RecordedRoles roles;
  private final Tally tally;

  SeenComparison(RecordedRoles roles, Tally tally) {
    this.roles = roles;
    this.tally = tally;
  }

  /** What differs, once for each thing that was seen. */
  List<Difference> compare(List<Seen> a, List<Seen> b) {
    List<Difference> found = new ArrayList<>(0);
    for (int i = 0; i < a.size(); i++) {
      Seen one = a.get(i);
      List<Seen> others = b.stream().filter(other -> compares(one, other)).toList();
      List<Seen> before = a.subList(0, i);
      if (others.isEmpty() || before.stream().anyMatch(one::isOfSame)) {
        continue;
      }
      Optional<Difference> difference = difference(ofSame(a, one), others);
      difference.ifPresentOrElse(found::add, tally::match);
      difference.ifPresent(d -> tally.diverge());
    }
    return found;
  }

  private static List<Seen> ofSame(List<Seen> all, Seen one) {
    return all.stream().filter(one::isOfSame).toList();
  }

  private boolean compares(Seen one, Seen other) {
    return one.isOfSame(other)
        && (one.kind() != Seen.Kind.PAGE || roles.areOfOneTable(one.value(), other.value()));
  }

  private Optional<Difference> difference(List<Seen> ones, List<Seen> others) {
    Optional<Difference> first = Optional.empty();
    for (Seen one : ones) {
      for (Seen other : others) {
        Optional<Difference> difference =
            compares(one, other) ? difference(one, other) : Optional.empty();
        if (difference.isEmpty()) {
          return Optional.empty();
        }
        first = first.isPresent() ? first : difference;
      }
    }
    return first;
  }

  private Optional<Difference> difference(Seen one, Seen other) {
    return switch (one.kind()) {
      case PAGE -> roles.pageRole("page.role", one.value(), other.value());
      case INJECTION -> plain(Observable.FAULT, "inject.error", one.value(), other.value());
      case WALK -> {
        Optional<Difference> fault =
            plain(Observable.TRANSLATION, "fault", one.value(), other.value());
        boolean both = one.gpa() != -1 && other.gpa() != -1;
        yield fault.isPresent() || !both
            ? fault
            : plain(Observable.TRANSLATION, "gpa", one.gpa(), other.gpa());
      }
    };
  }

  private static Optional<Difference> plain(
      Observable observable, String subject, long one, long other) {
    return one == other
        ? Optional.empty()
        : Optional.of(Difference.plain(observable, subject, text(one), text(other)));
  }

  private static String text(long value) {
    return value == Seen.NO_FAULT ? "none" : "0x" + Long.toHexString(value);
  }
}
