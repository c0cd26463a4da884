// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.PartialVcpu;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** Counts what a replay exercises of the model. */
final class CoverageObserver implements StepObserver {
  private final CoverageMap map = new CoverageMap();
  private Optional<Counters> counters = Optional.empty();
  private long ofUnknownState;

  /** What counts, once it is known of which host and kernel. */
  private record Counters(
      HostKind host,
      Snapshot before,
      StateCounter states,
      DecisionCounter decisions,
      WalkCounter walks) {}

  CoverageMap map() {
    return map;
  }

  /** How many events are of vCPUs whose state was not known. */
  long ofUnknownState() {
    return ofUnknownState;
  }

  @Override
  public void machine(TraceEvent event, MmuRevision traced, MmuRevision replayed) {
    HostKind host = HostKind.of(event.args());
    map.hit(Area.HOSTS, Area.HOSTS.at(host));
    counters =
        Optional.of(
            new Counters(
                host,
                new Snapshot(host),
                new StateCounter(map, replayed, host),
                new DecisionCounter(map, host),
                new WalkCounter(map)));
  }

  @Override
  public void before(TraceEvent event, VcpuMmu mmu) {
    counters.orElseThrow().before().take(mmu);
  }

  @Override
  public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
    Counters counts = counters.orElseThrow();
    if (event.type() == EventType.VCPU) {
      counts.states().appeared(mmu);
      return;
    }
    Occasion occasion = Occasion.of(event);
    counts.states().changed(counts.before(), mmu, occasion);
    boolean accepted = occasion == Occasion.NONE || accepted(event, verdict);
    if (occasion.isWrite()) {
      map.hit(Area.WRITES, Area.WRITES.at(occasion, accepted ? 1 : 0));
    }
    if (occasion != Occasion.NONE && accepted) {
      counts.decisions().decided(counts.before(), mmu, occasion);
    }
    switch (event.type()) {
      case ACCESS -> counts.walks().accessed(event, mmu);
      case WALK -> counts.walks().recorded(event, mmu);
      default -> page(event, Use.of(mmu.mmu(), counts.host()));
    }
  }

  private static boolean accepted(TraceEvent event, WriteVerdict verdict) {
    return event.expectations().numberOr(ExpectKey.ACCEPTED, verdict.accepted() ? 1 : 0) == 1;
  }

  private void page(TraceEvent event, Use use) {
    PageAct act = PageAct.of(event);
    if (act != PageAct.NONE) {
      map.hit(Area.PAGES, Area.PAGES.at(use, act));
    }
  }

  @Override
  public void afterPartial(TraceEvent event, PartialVcpu vcpu) {
    ofUnknownState++;
    Occasion occasion = Occasion.of(event);
    if (occasion.isWrite() && event.expectations().has(ExpectKey.ACCEPTED)) {
      int accepted = event.expectations().flag(ExpectKey.ACCEPTED) ? 1 : 0;
      map.hit(Area.WRITES, Area.WRITES.at(occasion, accepted));
    }
    PageAct act = PageAct.of(event);
    if (act != PageAct.NONE) {
      HostKind host = counters.orElseThrow().host();
      vcpu.mmuOfPages()
          .ifPresent(mmu -> map.hit(Area.PAGES, Area.PAGES.at(Use.of(mmu, host), act)));
    }
  }
}
