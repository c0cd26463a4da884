// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.paging.PagingBits;
import dev.rolecall.mmu.rule.CpuRole;
import dev.rolecall.mmu.rule.NestedRole;
import dev.rolecall.mmu.rule.RoleWords;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.report.TraceReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The split of cpu_role from mmu_role (series/07) is visible in the rules, and changes no decision:
 * what v5.18 did, the points on either side of the split do.
 */
final class SplitVisibleTest {
  @Test
  void theRulesOfTheSplitDiffer() {
    Set<Class<?>> changed =
        Corpus.revision("series/06").spec().changesTo(Corpus.revision("series/07").spec()).stream()
            .map(change -> (Class<?>) change.rule())
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(RoleWords.class, CpuRole.class, NestedRole.class, PagingBits.class), changed);
  }

  @TestFactory
  Stream<DynamicTest> beforeTheSplitAllIsAsInTheBase() {
    return each("v5.18", trace -> assertSame(trace, "series/06"));
  }

  @TestFactory
  Stream<DynamicTest> afterTheSplitEveryDecisionIsAsInTheBase() {
    return each("v5.18", trace -> assertSame(trace, "series/07"));
  }

  @TestFactory
  Stream<DynamicTest> afterTheSplitOnlyTheCpuRoleIsNew() {
    return each("series-07", trace -> assertOnlyCpuRoleIsMissing(trace, "series/06"));
  }

  private interface TraceCheck {
    void check(Path trace);
  }

  private static Stream<DynamicTest> each(String folder, TraceCheck check) {
    return Corpus.traces("vectors/" + folder).stream()
        .map(trace -> DynamicTest.dynamicTest(Corpus.name(trace), () -> check.check(trace)));
  }

  /** Nothing differs; nested_mmu's mmu_role, which the split empties, cannot be compared. */
  private static void assertSame(Path trace, String revision) {
    TraceReport report = Corpus.replayAt(trace, revision);
    assertEquals(List.of(), subjects(report));
    assertTrue(report.tally().checked() > 0, "nothing was checked");
    Set<String> notComparable = Set.copyOf(report.tally().notComparable().keySet());
    assertTrue(Set.of("nested_mmu.mmu_role").containsAll(notComparable), notComparable::toString);
  }

  private static void assertOnlyCpuRoleIsMissing(Path trace, String revision) {
    TraceReport report = Corpus.replayAt(trace, revision);
    assertEquals(List.of(), subjects(report));
    for (String name : report.tally().notComparable().keySet()) {
      assertTrue(name.endsWith(".cpu_role") || name.equals("nested_mmu.mmu_role"), name);
    }
  }

  private static List<String> subjects(TraceReport report) {
    return report.divergences().kept().stream()
        .map(Divergence::difference)
        .map(d -> d.subject() + " recorded " + d.recorded() + " model " + d.model())
        .toList();
  }
}
