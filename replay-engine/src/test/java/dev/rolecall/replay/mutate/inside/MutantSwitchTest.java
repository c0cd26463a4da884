// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.mutate.code.Operator;
import dev.rolecall.replay.mutate.code.PlantedSample;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MutantSwitchTest {
  @AfterEach
  void deactivate() {
    MutantSwitch.deactivate();
  }

  @Test
  void loopThatNeverEndsRunsOutOfSteps() throws Exception {
    PlantedSample sample = new PlantedSample();
    SwitchAccess.allow(100_000);
    assertEquals(20L, sample.call("loop", 10));
    Mutant mutant =
        sample.mutants("loop", Operator.CONSTANT).stream()
            .filter(m -> m.words().equals("1 turned into 0"))
            .findFirst()
            .orElseThrow();
    SwitchAccess.allow(100_000);
    IllegalStateException stopped =
        assertThrows(IllegalStateException.class, () -> sample.call("loop", 10, mutant.number()));
    assertInstanceOf(OutOfSteps.class, stopped.getCause());
  }

  @Test
  void initialisationOfAClassIsSparedTheMutant() {
    MutantSwitch.activate(5, 10);
    MutantSwitch.enterStart();
    MutantSwitch.enterStart();
    assertEquals(MutantSwitch.NONE, MutantSwitch.active);
    MutantSwitch.leaveStart();
    assertEquals(MutantSwitch.NONE, MutantSwitch.active);
    MutantSwitch.leaveStart();
    assertEquals(5, MutantSwitch.active);
  }

  @Test
  void reachedPointsAreNotedApartFromThoseOfTheStart() {
    BitSet replaying = new BitSet();
    BitSet starting = new BitSet();
    MutantSwitch.note(replaying, starting);
    MutantSwitch.reach(1);
    MutantSwitch.enterStart();
    MutantSwitch.reach(2);
    MutantSwitch.leaveStart();
    MutantSwitch.note(new BitSet(), new BitSet());
    MutantSwitch.reach(3);
    assertEquals("{1}", replaying.toString());
    assertEquals("{2}", starting.toString());
  }
}
