// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.TraceReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a set of traces exercises, by the kernel points that they were replayed at. */
public final class Coverage {
  private final Map<String, KernelCoverage> kernels = new HashMap<>();
  private final List<String> unread = new ArrayList<>();
  private int traces;
  private int diverging;
  private int faulty;
  private long ofUnknownState;

  void add(
      TraceReport report, CoverageObserver observer, MmuRevision replayed, Catalogue catalogue) {
    kernels
        .computeIfAbsent(replayed.id(), id -> new KernelCoverage(replayed, catalogue))
        .add(report.file(), report.stats().records(), observer.map());
    ofUnknownState += observer.ofUnknownState();
    count(report);
  }

  /** Adds a trace of which not even the kernel is known. */
  void addUnread(TraceReport report) {
    unread.add(report.file());
    count(report);
  }

  private void count(TraceReport report) {
    traces++;
    diverging += report.outcome() == Outcome.DIVERGES ? 1 : 0;
    faulty += report.problems().isEmpty() ? 0 : 1;
  }

  /** 0 if anything was exercised, 2 if an input is at fault, else 125. */
  public int exitCode() {
    if (faulty > 0) {
      return Outcome.BAD_INPUT.exitCode();
    }
    return isEmpty() ? Outcome.NOTHING_CHECKED.exitCode() : Outcome.CONFORMS.exitCode();
  }

  /** Whether nothing is exercised; that a host is named exercises nothing. */
  boolean isEmpty() {
    return kernels.values().stream()
        .map(KernelCoverage::measure)
        .allMatch(measure -> measure.all() == measure.exercised(Area.HOSTS));
  }

  /** By kernel point, in the order of history. */
  List<KernelCoverage> kernels() {
    return MmuHistory.revisions().stream()
        .map(revision -> kernels.get(revision.id()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** What is exercised at any of the kernel points, of what can be at any. */
  Measure measure() {
    List<KernelCoverage> all = kernels();
    Catalogue catalogue =
        all.stream().map(k -> k.measure().catalogue()).reduce(Catalogue::or).orElseThrow();
    CoverageMap map = new CoverageMap();
    all.forEach(kernel -> map.add(kernel.measure().map()));
    return new Measure(catalogue, map);
  }

  /**
   * What is exercised of an area though no guest was found to come to it at the kernel point of the
   * trace.
   */
  List<String> beyond(Area area) {
    return kernels().stream()
        .flatMap(kernel -> kernel.measure().beyond(area).stream())
        .map(Measure.Point::name)
        .distinct()
        .toList();
  }

  /** How many traces there are. */
  int traces() {
    return traces;
  }

  /** How many of them diverge from the model. */
  int diverging() {
    return diverging;
  }

  /** How many of them are at fault. */
  int faulty() {
    return faulty;
  }

  /** Traces of which not even the kernel is known. */
  List<String> unread() {
    return unread;
  }

  /** How many events are of vCPUs whose state was not known. */
  long ofUnknownState() {
    return ofUnknownState;
  }
}
