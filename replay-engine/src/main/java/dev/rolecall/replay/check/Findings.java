// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.ArrayList;
import java.util.List;

/** What the checks of one event found; reused from event to event. */
final class Findings {
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> notComparable = new ArrayList<>();
  private final List<String> notChecked = new ArrayList<>();
  private long matched;

  void clear() {
    differences.clear();
    notComparable.clear();
    notChecked.clear();
    matched = 0;
  }

  void match() {
    matched++;
  }

  void differ(Difference difference) {
    differences.add(difference);
  }

  void add(boolean matches, Difference otherwise) {
    if (matches) {
      match();
    } else {
      differ(otherwise);
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
    matched += others.matched;
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
    for (String what : notComparable) {
      tally.notComparable(what);
    }
    for (String why : notChecked) {
      tally.notChecked(why, 1);
    }
  }
}
