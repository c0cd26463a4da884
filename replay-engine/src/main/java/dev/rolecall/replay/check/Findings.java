// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the checks of one event found; reused from event to event. */
final class Findings {
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> notComparable = new ArrayList<>();
  private final List<String> notChecked = new ArrayList<>();
  private final List<String> why = new ArrayList<>();
  private final Detail detail;
  private long matched;

  /** How much is asked. */
  enum Detail {
    /** What differs, and why. */
    FULL,
    /** Whether something differs: words may be left out. */
    YES_OR_NO
  }

  Findings() {
    this(Detail.FULL);
  }

  Findings(Detail detail) {
    this.detail = detail;
  }

  /** Whether the words of a difference are wanted. */
  boolean wantsWords() {
    return detail == Detail.FULL;
  }

  void clear() {
    differences.clear();
    notComparable.clear();
    notChecked.clear();
    why.clear();
    matched = 0;
  }

  void match(int count) {
    matched += count;
  }

  void match() {
    matched++;
  }

  void differ(Difference difference) {
    differences.add(difference);
  }

  /** Adds a match, or a difference that is put into words only then. */
  void add(boolean matches, Supplier<Difference> otherwise) {
    if (matches) {
      match();
    } else {
      differ(otherwise.get());
    }
  }

  void notComparable(String what) {
    notComparable.add(what);
  }

  void notChecked(String why) {
    notChecked.add(why);
  }

  void notChecked(String why, int count) {
    for (int i = 0; i < count; i++) {
      notChecked.add(why);
    }
  }

  /** Adds all that others are. */
  void addAll(Findings others) {
    differences.addAll(others.differences);
    notComparable.addAll(others.notComparable);
    notChecked.addAll(others.notChecked);
    why.addAll(others.why);
    matched += others.matched;
  }

  /** Says why the differences are. */
  void explain(String reason) {
    why.add(reason);
  }

  /** The differences of an event that has some, as one divergence. */
  Divergence divergence(EventRef event) {
    List<Difference> also = List.copyOf(differences.subList(1, differences.size()));
    return new Divergence(differences.get(0), also, List.of(), event, List.copyOf(why));
  }

  /** How many expectations were compared. */
  long checked() {
    return matched + differences.size();
  }

  /** Why expectations were not compared, if there were such. */
  List<String> notChecked() {
    return notChecked;
  }

  List<Difference> differences() {
    return differences;
  }

  boolean isClean() {
    return differences.isEmpty();
  }

  /** Adds what was found to the counts. */
  void countInto(Tally tally) {
    tally.match(matched);
    for (int i = 0; i < differences.size(); i++) {
      tally.diverge();
    }
    for (int i = 0; i < notComparable.size(); i++) {
      tally.notComparable(notComparable.get(i));
    }
    for (int i = 0; i < notChecked.size(); i++) {
      tally.notChecked(notChecked.get(i), 1);
    }
  }
}
