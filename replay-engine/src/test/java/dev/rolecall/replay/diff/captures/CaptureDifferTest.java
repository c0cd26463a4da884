// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.check.Observable;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.diff.Group;
import dev.rolecall.replay.format.TraceFile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Captures of one guest on several kernels: the model explains all but what the kernels got wrong.
 */
final class CaptureDifferTest {
  @ParameterizedTest
  @CsvSource({"6.1/npt1-tdp1-flow", "5.10/npt0-flow", "6.1/npt0-smp2-twovms"})
  void aCaptureDoesNotDifferFromItself(String name) {
    CaptureReport report = diff(name, name);
    assertEquals(List.of(), report.a().groups());
    assertEquals(List.of(), report.stretches());
    assertEquals(report.anchors().a(), report.anchors().common());
    assertTrue(report.a().tally().checked() > 10_000);
  }

  @Test
  void theModelExplainsAllThatShadowPagingChangedFromV510ToV61() {
    CaptureReport report = diff("5.10/npt0-flow", "6.1/npt0-flow");
    assertEquals(List.of(), unexplained(report).stream().map(Group::signature).toList());
    assertTrue(report.a().groups().size() >= 5, "causes");
    assertAligned(report, 5);
  }

  /** The events at which EXPECTED of the captures has the kernel's faults. */
  @ParameterizedTest
  @CsvSource({
    "npt0-flow,          20 928, 30",
    "npt0-flow-nestednp, 10 570, 0",
    "npt1-tdp1-flow,     12 629, 31",
  })
  void fromV61ToV72OnlyTheKernelsFaultIsLeft(String name, String event, int apart) {
    CaptureReport report = diff("6.1/" + name, "7.2/" + name);
    List<Group> left = unexplained(report);
    Group first = left.get(0);
    String place = "compared with event %s of %s".formatted(event, path("7.2/" + name).name());
    assertEquals(List.of(place), first.first().why());
    for (Group group : left) {
      assertEquals(Observable.STATE, group.first().difference().observable());
    }
    assertAligned(report, apart);
  }

  @Test
  void captureWithoutProbesAgreesWithOneThatHasThem() {
    CaptureReport report = diff("6.1/npt1-flow-noprobes", "6.1/npt1-tdp1-flow");
    assertEquals(List.of(), report.a().groups());
    assertEquals(report.anchors().a(), report.anchors().common());
    assertTrue(report.a().tally().checked() > 3_000);
  }

  @Test
  void guestOfOtherPagingDiffersInItsRoots() {
    CaptureReport report = diff("6.1/npt0-matrix", "6.1-intel/ept1-matrix");
    assertEquals("root_mmu.root_role", report.a().groups().get(0).first().difference().subject());
    assertEquals(List.of("vendor amd and intel", "tdp 0 and 1"), report.hosts().subList(0, 2));
  }

  private static void assertAligned(CaptureReport report, int apart) {
    assertTrue(report.anchors().a() - report.anchors().common() <= apart, report.toString());
  }

  private static List<Group> unexplained(CaptureReport report) {
    return report.a().groups().stream().filter(group -> !group.isModelled()).toList();
  }

  private static CaptureReport diff(String a, String b) {
    CaptureReport report = CaptureDiffer.diff(path(a), path(b));
    assertEquals(List.of(), report.a().problems());
    assertEquals(List.of(), report.b().problems());
    assertEquals(Optional.empty(), report.a().failure());
    return report;
  }

  private static TraceFile path(String name) {
    return TraceFile.of(Corpus.ROOT.resolve("captures").resolve(name + ".dat"));
  }
}
