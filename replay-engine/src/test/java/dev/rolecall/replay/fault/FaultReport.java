// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import dev.rolecall.replay.fault.FaultHunt.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a hunt came to, for people. */
final class FaultReport {
  private final List<Verdict> verdicts;

  FaultReport(List<Verdict> verdicts) {
    this.verdicts = verdicts;
  }

  long found() {
    return verdicts.stream().filter(Verdict::isFound).count();
  }

  /** The share that was found, 0 to 1. */
  double share() {
    return verdicts.isEmpty() ? 0 : (double) found() / verdicts.size();
  }

  List<Verdict> survivors() {
    return verdicts.stream().filter(v -> !v.isFound() && v.invalid().isEmpty()).toList();
  }

  List<Verdict> invalid() {
    return verdicts.stream().filter(v -> !v.invalid().isEmpty()).toList();
  }

  /** Found of planted, rule by rule and in all, and the survivors with their reasons. */
  String summary() {
    StringBuilder text = new StringBuilder();
    Map<String, List<Verdict>> byRule =
        verdicts.stream()
            .collect(
                Collectors.groupingBy(v -> v.fault().rule(), TreeMap::new, Collectors.toList()));
    byRule.forEach((rule, of) -> line(text, rule, new FaultReport(of)));
    line(text, "all", this);
    for (Verdict survivor : survivors()) {
      Fault fault = survivor.fault();
      text.append("survives: %s: %s: %s%n".formatted(fault.rule(), fault.title(), reason(fault)));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, FaultReport of) {
    text.append(
        "%-32s %4d of %4d found  %5.1f %%%n"
            .formatted(name, of.found(), of.verdicts.size(), 100 * of.share()));
  }

  private static String reason(Fault fault) {
    return fault.isListedSurvivor() ? fault.survives() : "NO REASON LISTED";
  }

  /** What gave each fault away. */
  String details() {
    return verdicts.stream()
        .map(v -> "%s: %s%n    %s%n".formatted(v.fault().rule(), v.fault().title(), outcome(v)))
        .collect(Collectors.joining());
  }

  private static String outcome(Verdict verdict) {
    if (!verdict.invalid().isEmpty()) {
      return "invalid: " + verdict.invalid();
    }
    return verdict.isFound() ? verdict.found() : "survives";
  }
}
