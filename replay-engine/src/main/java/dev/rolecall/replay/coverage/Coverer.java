// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.revision.MmuSpec;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Replays traces, many at once, and puts together what they exercise, in their order. */
public final class Coverer {
  private final Replayer replayer;
  private final Map<MmuSpec, Catalogue> catalogues = new ConcurrentHashMap<>();
  private final Coverage coverage = new Coverage();

  /** Replays at a kernel point, or each trace at its own. */
  public Coverer(Optional<MmuRevision> revision) {
    this.replayer = new Replayer(new ReplaySettings(revision, 0));
  }

  /** The report of a trace, and what its replay exercised. */
  public record Covered(TraceReport report, CoverageObserver observer) {}

  /** Replays a trace while another observer watches too. Threads may share this. */
  public Covered replay(TraceFile trace, StepObserver other) {
    CoverageObserver observer = new CoverageObserver();
    TraceReport report = replayer.replay(trace, new ObserverPair(observer, other));
    report.revisions().ifPresent(revisions -> catalogue(revisions.replayed()));
    return new Covered(report, observer);
  }

  private Catalogue catalogue(MmuRevision revision) {
    return catalogues.computeIfAbsent(revision.spec(), spec -> Catalogue.of(revision));
  }

  /** Takes a trace that was replayed as the next one. */
  public void take(Covered covered) {
    TraceReport report = covered.report();
    report
        .revisions()
        .ifPresentOrElse(
            r -> coverage.add(report, covered.observer(), r.replayed(), catalogue(r.replayed())),
            () -> coverage.addUnread(report));
  }

  /** What the traces that were taken exercise. */
  public Coverage coverage() {
    return coverage;
  }
}
