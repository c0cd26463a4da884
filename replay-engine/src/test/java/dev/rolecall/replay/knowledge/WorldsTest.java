// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class WorldsTest {
  private final Random random = new Random(7);

  private Worlds some() {
    Worlds worlds = Worlds.none();
    for (int i = random.nextInt(40); i >= 0; i--) {
      int world = random.nextInt(World.COUNT);
      if (World.isValid(world)) {
        worlds.add(world);
      }
    }
    return worlds;
  }

  private static Set<Integer> set(Worlds worlds) {
    Set<Integer> set = new TreeSet<>();
    for (int world = worlds.next(0); world >= 0; world = worlds.next(world + 1)) {
      set.add(world);
    }
    return set;
  }

  private static int world(Registers registers, boolean smm) {
    return WorldBit.of(Register.CR0, registers.cr0())
        | WorldBit.of(Register.CR4, registers.cr4())
        | WorldBit.of(Register.EFER, registers.efer())
        | (smm ? WorldBit.SMM.mask() : 0);
  }

  @Test
  void everyWorldIsWhatItsRegistersMake() {
    Worlds all = Worlds.all();
    for (int world = all.next(0); world >= 0; world = all.next(world + 1)) {
      assertEquals(world, world(World.registers(world), World.isSmm(world)));
    }
  }

  @Test
  void longModeIsThereExactlyWithPagingAndLme() {
    Worlds all = Worlds.all();
    for (int world = all.next(0); world >= 0; world = all.next(world + 1)) {
      Registers registers = World.registers(world);
      boolean lma = (registers.efer() & Efer.LMA) != 0;
      assertEquals(WorldBit.CR0_PG.in(world) && WorldBit.EFER_LME.in(world), lma);
    }
  }

  @Test
  void noWorldHasLongModeWithoutPae() {
    int lme = WorldBit.CR0_PG.mask() | WorldBit.EFER_LME.mask();
    for (int world = 0; world < World.COUNT; world++) {
      boolean impossible = (world & lme) == lme && !WorldBit.CR4_PAE.in(world);
      assertEquals(!impossible, Worlds.all().contains(world));
    }
  }

  @Test
  void aSetHasWhatWasAddedAndCountsIt() {
    for (int i = 0; i < 500; i++) {
      Worlds worlds = some();
      Set<Integer> set = set(worlds);
      assertEquals(set.size(), worlds.size());
      assertEquals(set.isEmpty(), worlds.isEmpty());
      set.forEach(world -> assertTrue(worlds.contains(world)));
    }
  }

  @Test
  void retainingIsIntersection() {
    for (int i = 0; i < 500; i++) {
      Worlds worlds = some();
      Worlds other = some();
      if (worlds.size() > 3) {
        set(worlds).forEach(other::add);
      }
      Set<Integer> expected = set(worlds);
      boolean lost = expected.retainAll(set(other));
      assertEquals(lost, worlds.retain(other));
      assertEquals(expected, set(worlds));
    }
  }

  @Test
  void freeingABitGivesBothOfItsValuesAndNoOther() {
    for (int i = 0; i < 500; i++) {
      Worlds worlds = some();
      int mask = random.nextInt(World.COUNT);
      Set<Integer> expected = new TreeSet<>();
      for (int world : set(worlds)) {
        for (int sub = mask; ; sub = (sub - 1) & mask) {
          if (World.isValid((world & ~mask) | sub)) {
            expected.add((world & ~mask) | sub);
          }
          if (sub == 0) {
            break;
          }
        }
      }
      worlds.free(mask);
      assertEquals(expected, set(worlds));
    }
  }

  @Test
  void assigningSetsTheBitsAndKeepsTheRest() {
    for (int i = 0; i < 500; i++) {
      Worlds worlds = some();
      int mask = random.nextInt(World.COUNT);
      int value = random.nextInt(World.COUNT) & mask;
      Set<Integer> expected = new TreeSet<>();
      for (int world : set(worlds)) {
        if (World.isValid((world & ~mask) | value)) {
          expected.add((world & ~mask) | value);
        }
      }
      worlds.assign(mask, value);
      assertEquals(expected, set(worlds));
    }
  }

  @Test
  void noGuestTogglesLa57InLongModeOrLmeWhilePaging() {
    int cr4 = WorldBit.of(Register.CR4, -1);
    int efer = WorldBit.of(Register.EFER, -1);
    int longMode = WorldBit.CR0_PG.mask() | WorldBit.CR4_PAE.mask() | WorldBit.EFER_LME.mask();
    int la57 = WorldBit.CR4_PAE.mask() | WorldBit.CR4_LA57.mask();
    assertFalse(Worlds.thatAllow(cr4, la57).contains(longMode));
    assertTrue(Worlds.thatAllow(cr4, la57).contains(WorldBit.CR4_PAE.mask()));
    assertFalse(Worlds.thatAllow(efer, 0).contains(longMode));
    assertTrue(Worlds.thatAllow(efer, WorldBit.EFER_LME.mask()).contains(longMode));
  }
}
