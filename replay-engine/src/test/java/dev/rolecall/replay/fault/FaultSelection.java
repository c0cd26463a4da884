// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of the listed faults to plant: every fourth, unless the system property {@code
 * rolecall.faults} says {@code all} or names the rules in which to plant all, such as {@code
 * root/DeadRoots,SmmMode}.
 *
 * @param value the property's value, empty where it is not set
 */
record FaultSelection(String value) {
  private static final String ALL = "all";
  private static final int STRIDE = 4;
  private static final int ENOUGH = 100;

  static FaultSelection ofSystemProperty() {
    return new FaultSelection(System.getProperty("rolecall.faults", ""));
  }

  List<Fault> of(List<Fault> faults) {
    if (value.isEmpty()) {
      return IntStream.range(0, faults.size())
          .filter(i -> i % STRIDE == 0)
          .mapToObj(faults::get)
          .toList();
    }
    List<String> rules = List.of(value.split(",", -1));
    return faults.stream().filter(f -> isAll() || rules.contains(f.rule())).toList();
  }

  /** How many faults a selection has that is worth the name: 100, or 1 where rules are named. */
  int atLeast() {
    return value.isEmpty() || isAll() ? ENOUGH : 1;
  }

  private boolean isAll() {
    return value.equals(ALL);
  }
}
