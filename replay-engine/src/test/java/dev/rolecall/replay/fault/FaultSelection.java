// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.util.List;

/**
 * Which of the listed faults to plant: all, unless the system property {@code rolecall.faults}
 * names the rules in which to plant them, such as {@code root/DeadRoots,SmmMode}.
 *
 * @param rules the rules named, none for all
 */
record FaultSelection(List<String> rules) {
  private static final int ENOUGH = 100;

  static FaultSelection ofSystemProperty() {
    String named = System.getProperty("rolecall.faults", "");
    return new FaultSelection(named.isEmpty() ? List.of() : List.of(named.split(",", -1)));
  }

  List<Fault> of(List<Fault> faults) {
    return faults.stream().filter(f -> rules.isEmpty() || rules.contains(f.rule())).toList();
  }

  /** How many faults a selection has that is worth the name: 100, or 1 where rules are named. */
  int atLeast() {
    return rules.isEmpty() ? ENOUGH : 1;
  }
}
