// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.TraceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every trace of the corpus says what the model says, but where the corpus itself says otherwise.
 */
final class CorpusTest {
  private static final String OPEN = "# not checked: ";

  @TestFactory
  Stream<DynamicTest> specificationConforms() {
    return each("spec", CorpusTest::conformsInFull);
  }

  @TestFactory
  Stream<DynamicTest> whatFuzzingFoundConforms() {
    return each("found", CorpusTest::conformsInFull);
  }

  @TestFactory
  Stream<DynamicTest> vectorsConform() {
    return each("vectors", trace -> conforms(Corpus.replay(trace)));
  }

  @TestFactory
  Stream<DynamicTest> disputedDifferInAdDisabledOnly() {
    return each("disputed", CorpusTest::differsInAdDisabledOnly);
  }

  @TestFactory
  Stream<DynamicTest> capturesDivergeAsListed() throws IOException {
    Map<String, Set<String>> expected = expectedDivergences();
    return each("captures", trace -> divergesAsListed(trace, expected));
  }

  @Test
  void listedDivergencesNameTracesOfTheCorpus() throws IOException {
    Set<String> names =
        Corpus.traces("captures").stream().map(Corpus::name).collect(Collectors.toSet());
    Set<String> listed = new HashSet<>(expectedDivergences().keySet());
    listed.removeAll(names);
    assertEquals(Set.of(), listed, "traces/captures/EXPECTED names what is not there");
  }

  @Test
  void everyPartOfTheCorpusIsThere() {
    assertAll(
        Stream.of("spec", "found", "vectors", "disputed", "captures")
            .map(part -> () -> assertFalse(Corpus.traces(part).isEmpty(), part)));
  }

  private static Stream<DynamicTest> each(String folder, TraceCheck check) {
    return Corpus.traces(folder).stream()
        .map(
            trace ->
                DynamicTest.dynamicTest(
                    Corpus.name(trace), trace.toUri(), () -> check.check(trace)));
  }

  private interface TraceCheck {
    void check(Path trace) throws IOException;
  }

  private static void conforms(TraceReport report) {
    assertEquals(List.of(), report.problems(), "problems");
    assertEquals(List.of(), report.divergences().kept(), "divergences");
    assertEquals(Outcome.CONFORMS, report.outcome());
    assertTrue(report.tally().checked() > 0, "nothing was checked");
  }

  /** A specification says nothing that the run does not check, unless it says so. */
  private static void conformsInFull(Path trace) throws IOException {
    TraceReport report = Corpus.replay(trace);
    conforms(report);
    assertEquals(saidToBeOpen(trace), report.tally().notChecked().keySet(), "not checked");
    assertEquals(Map.of(), report.tally().notComparable(), "not comparable");
  }

  /** What a trace's comments say that no trace can settle. */
  private static Set<String> saidToBeOpen(Path trace) throws IOException {
    try (Stream<String> lines = Files.lines(trace)) {
      return lines
          .filter(line -> line.startsWith(OPEN))
          .map(line -> line.substring(OPEN.length()))
          .collect(Collectors.toSet());
    }
  }

  private static void differsInAdDisabledOnly(Path trace) {
    TraceReport report = Corpus.replay(trace);
    assertEquals(List.of(), report.problems(), "problems");
    assertFalse(
        report.divergences().kept().isEmpty(), "the dispute is gone: move the file to vectors");
    for (Divergence divergence : report.divergences().kept()) {
      String subject = divergence.difference().subject();
      assertTrue(Set.of("root_mmu.mmu_role", "root_mmu.roots").contains(subject), subject);
      List<FieldDiff> fields = divergence.difference().fields();
      assertEquals(List.of("ad_disabled"), fields.stream().map(FieldDiff::name).toList());
      assertEquals(1, fields.get(0).recorded(), "recorded ad_disabled");
      assertEquals(0, fields.get(0).model(), "the model's ad_disabled");
      assertEquals(List.of(), divergence.consequences());
    }
    assertEquals(
        report.divergences().count() + report.divergences().repeats(), report.tally().diverged());
  }

  private static void divergesAsListed(Path trace, Map<String, Set<String>> expected) {
    TraceReport report = Corpus.replay(trace);
    assertEquals(List.of(), report.problems(), "problems");
    boolean probes = !Corpus.name(trace).contains("noprobes");
    assertTrue(report.tally().checked() > 0, "something was checked");
    assertEquals(probes, report.tally().consistent() == 0, "its probes tell what state it is in");
    Set<String> found =
        report.divergences().kept().stream()
            .map(d -> d.difference().subject() + " " + d.event().number())
            .collect(Collectors.toSet());
    assertEquals(expected.getOrDefault(Corpus.name(trace), Set.of()), found, "divergences");
  }

  /**
   * Per trace, {@code subject event-number} of each divergence that traces/captures/EXPECTED lists.
   */
  private static Map<String, Set<String>> expectedDivergences() throws IOException {
    try (Stream<String> lines = Files.lines(Corpus.ROOT.resolve("captures/EXPECTED"))) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", 4))
          .collect(
              Collectors.groupingBy(
                  part -> "captures/" + part[0],
                  Collectors.mapping(part -> part[1] + " " + part[2], Collectors.toSet())));
    }
  }
}
