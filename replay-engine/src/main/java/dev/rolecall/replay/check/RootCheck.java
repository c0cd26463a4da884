// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.root.MmuRoots;
import dev.rolecall.replay.check.RootComparison.Outcome;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.PgdOutcome;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * Checks the roots of one vCPU, and how a switch of root was served.
 *
 * <p>Roots that the trace tells are taken over where the model cannot know them: when the vCPU
 * appears, and after something decided on them that the trace does not give. They are taken over,
 * too, when they differ in two records on end, so that a divergence is told once.
 */
final class RootCheck {
  private static final String UNKNOWN = "roots that the trace does not determine (roots)";
  private static final MmuId[] MMUS = MmuId.values();
  private static final ExpectKey[] ROOTS = new ExpectKey[MMUS.length];
  private static final ExpectKey[] PGD = new ExpectKey[MMUS.length];

  static {
    for (int i = 0; i < MMUS.length; i++) {
      ROOTS[i] = ExpectKey.of(MMUS[i], MmuItem.ROOTS);
      PGD[i] = ExpectKey.of(MMUS[i], MmuItem.PGD);
    }
  }

  private final RootComparison comparison;
  private final RootAdoption adoption;
  private final boolean sameRevision;
  private final Tally tally;
  private final boolean[] differed = new boolean[MMUS.length];

  RootCheck(MmuRevision traced, MmuRevision replayed, Tally tally) {
    this.tally = tally;
    RootIds ids = new RootIds();
    this.comparison = new RootComparison(traced, replayed, ids);
    this.adoption = new RootAdoption(replayed.layout(), ids);
    this.sameRevision = traced.equals(replayed);
  }

  /** Compares all that {@code event} expects of roots, and takes over what it must. */
  void check(TraceEvent event, VcpuMmu model, Findings findings) {
    KeyValues<ExpectKey> expect = event.expectations();
    boolean appears = event.type() == EventType.VCPU;
    for (int i = 0; i < MMUS.length; i++) {
      if (expect.has(PGD[i])) {
        MmuRoots roots = model.context(MMUS[i].model()).roots();
        checkPgd(PGD[i], expect.word(PGD[i], PgdOutcome.class), roots, findings);
      }
      if (expect.has(ROOTS[i])) {
        checkRoots(i, expect.tuples(ROOTS[i]), appears, new Target(model, findings));
      }
    }
  }

  /** The model that is checked, and where what is found goes. */
  private record Target(VcpuMmu model, Findings findings) {}

  private void checkRoots(int mmu, LongTuples recorded, boolean appears, Target target) {
    MmuRoots model = target.model().context(MMUS[mmu].model()).roots();
    Outcome outcome = model.areKnown() ? comparison.compare(recorded, model) : Outcome.DIFFER;
    tally.saw(Kind.ROOTS);
    boolean told = outcome == Outcome.DIFFER && (appears || !model.areKnown());
    if (told) {
      target.findings().notChecked(UNKNOWN);
    } else {
      tally.checked(Kind.ROOTS);
      report(outcome, ROOTS[mmu], new Sides(recorded, model), target.findings());
    }
    boolean differs = outcome == Outcome.DIFFER && !told;
    if (sameRevision && (told || (differs && differed[mmu]))) {
      adoption.adopt(recorded, MMUS[mmu], target.model());
    }
    differed[mmu] = differs;
  }

  /** What is compared. */
  private record Sides(LongTuples recorded, MmuRoots model) {}

  private void report(Outcome outcome, ExpectKey key, Sides sides, Findings findings) {
    if (comparison.hasRoles(sides.recorded())) {
      comparison.missing().forEach(f -> findings.notComparable(key.wireName() + "." + f));
    }
    switch (outcome) {
      case AGREE -> findings.match();
      case ROLES_DIFFER ->
          findings.differ(
              comparison.roleDifference(key.wireName(), sides.recorded(), sides.model()));
      case DIFFER ->
          findings.differ(
              Difference.plain(
                  Observable.ROOTS,
                  key.wireName(),
                  RootText.all(sides.recorded()),
                  RootText.all(sides.model())));
    }
  }

  private static void checkPgd(
      ExpectKey key, PgdOutcome recorded, MmuRoots model, Findings findings) {
    if (!model.areKnown()) {
      findings.notChecked(UNKNOWN);
      return;
    }
    String served = RootText.outcome(model).wireName();
    findings.add(
        recorded.wireName().equals(served),
        () -> Difference.plain(Observable.PGD, key.wireName(), recorded.wireName(), served));
  }
}
