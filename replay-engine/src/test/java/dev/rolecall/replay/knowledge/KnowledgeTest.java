// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.knowledge.Knowledge.Effect;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KnowledgeTest {
  private static final int WP = WorldBit.CR0_WP.mask();
  private static final int NX = WorldBit.EFER_NX.mask();
  private static final int SMM = WorldBit.SMM.mask();

  private final Knowledge<String> known = new Knowledge<>();

  private Effect observe(int mask, int value, String witness) {
    return known.observe(Worlds.with(mask, value), () -> witness);
  }

  @Test
  void theFirstObservationNarrowsAndTheNextIsExpected() {
    assertEquals(Effect.NARROWED, observe(WP, WP, "first"));
    assertEquals(Effect.EXPECTED, observe(WP, WP, "second"));
  }

  @Test
  void anObservationThatNothingExplainsChangesNothing() {
    observe(WP, WP, "first");
    Worlds before = known.possible().copy();
    assertEquals(Effect.CONTRADICTED, observe(WP, 0, "second"));
    assertEquals(before.size(), known.possible().size());
  }

  @Test
  void aContradictionNamesTheStepsWithoutWhichThereWouldBeNone() {
    observe(NX, NX, "irrelevant");
    observe(WP, WP, "the culprit");
    observe(SMM, 0, "irrelevant too");
    assertEquals(List.of("the culprit"), known.contradiction(Worlds.with(WP, 0)));
  }

  @Test
  void ofTwoStepsThatBothTellTheLaterOneIsNamed() {
    observe(WP, WP, "earlier");
    known.assign(WP, WP, "later");
    assertEquals(List.of("later"), known.contradiction(Worlds.with(WP, 0)));
  }

  @Test
  void aStepOnAnotherBitIsNamedWhereOnlyBothContradict() {
    observe(WP | NX, WP, "WP and not NX");
    known.assign(NX, NX, "NX is set");
    known.free(WP);
    Worlds neither = Worlds.with(NX, 0);
    assertEquals(List.of("NX is set"), known.contradiction(neither));
  }

  @Test
  void whatMayHaveChangedIsNotKnown() {
    observe(WP, WP, "first");
    known.free(WP);
    assertEquals(Worlds.all().size(), known.possible().size());
    assertEquals(Effect.NARROWED, observe(WP, 0, "second"));
  }

  @Test
  void whatIsImpossibleInItselfHasNoWitness() {
    observe(WP, WP, "first");
    assertEquals(List.of(), known.contradiction(Worlds.none()));
  }

  @Test
  void stepsThatAreTooOldToBeNamedStillCount() {
    observe(WP, WP, "old");
    for (int i = 0; i < 200; i++) {
      known.assign(NX, i % 2 == 0 ? NX : 0, "write " + i);
    }
    assertEquals(Effect.CONTRADICTED, observe(WP, 0, "now"));
    assertFalse(known.contradiction(Worlds.with(WP, 0)).contains("old"));
  }

  @Test
  void anAssignmentThatNoWorldAllowsLeavesNothingElseKnown() {
    int lme = WorldBit.CR0_PG.mask() | WorldBit.EFER_LME.mask();
    observe(lme | WP, lme | WP, "long mode");
    known.assign(WorldBit.CR4_PAE.mask(), 0, "no PAE");
    assertFalse(known.possible().isEmpty());
    assertEquals(Effect.NARROWED, observe(WP, 0, "WP"));
  }

  /** The truth is never lost, whatever is observed of it and however it changes. */
  @Test
  void theTrueWorldIsAlwaysPossible() {
    Random random = new Random(11);
    for (int run = 0; run < 200; run++) {
      known.forget();
      int truth = valid(random);
      for (int i = 0; i < 100; i++) {
        int mask = random.nextInt(World.COUNT);
        switch (random.nextInt(3)) {
          case 0 -> assertTrue(observe(mask, truth & mask, "seen") != Effect.CONTRADICTED);
          case 1 -> {
            int next = valid(random);
            truth =
                World.isValid((truth & ~mask) | (next & mask))
                    ? (truth & ~mask) | (next & mask)
                    : truth;
            known.assign(mask, truth & mask, "set");
          }
          default -> {
            known.free(mask);
            int next = (truth & ~mask) | (valid(random) & mask);
            truth = World.isValid(next) ? next : truth;
          }
        }
        assertTrue(known.possible().contains(truth));
      }
    }
  }

  private static int valid(Random random) {
    int world = random.nextInt(World.COUNT);
    return World.isValid(world) ? world : 0;
  }
}
