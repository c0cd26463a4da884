// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.replay.check.Inquiry.Observation;
import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;

/** How observations of one vCPU are put to the states of whoever may run on it. */
final class StageQuestions {
  private final PartialChecks checks;
  private final MmuActivity activity;
  private final OpenWalk openWalk;

  StageQuestions(PartialChecks checks, MmuActivity activity, OpenWalk openWalk) {
    this.checks = checks;
    this.activity = activity;
    this.openWalk = openWalk;
  }

  /** Says how an observation is put to the states if that one runs; empty if it is left open. */
  interface Asker {
    Optional<Observation> of(Stage stage);
  }

  /** A shadow page that is looked up, perhaps for the last walk. */
  Asker pages(TraceEvent event) {
    return stage ->
        checks
            .pageView(stage)
            .map(
                view ->
                    openWalk.isBy(view)
                        ? new Observation(
                            view,
                            checks.walksToPages(view),
                            WorldBit.ALL_MASK,
                            (model, found) -> checkPageOfOpenWalk(event, model, found))
                        : new Observation(
                            view,
                            checks.pages(view),
                            WorldBit.ALL_MASK,
                            (model, found) -> checkPage(event, model, activity, found)));
  }

  private void checkPageOfOpenWalk(TraceEvent event, VcpuMmu model, Findings found) {
    checks.walks().check(openWalk.event(), model, checks.scratch(), checks.ignored());
    checkPage(event, model, checks.scratch(), found);
  }

  private void checkPage(TraceEvent event, VcpuMmu model, MmuActivity after, Findings found) {
    checks.roles().check(event.args(), new PageOwner(model, after), found);
  }

  /** A walk of the tables of an MMU. */
  Asker walk(TraceEvent event, MmuId mmu) {
    int relevant = RelevantBits.ofWalk(event.args().numberOr(Arg.ERROR, 0));
    return stage ->
        checks
            .walkView(stage, mmu)
            .map(
                view ->
                    new Observation(
                        view,
                        checks.walks(view),
                        relevant,
                        (model, found) ->
                            checks.walks().check(event, model, checks.scratch(), found)));
  }
}
