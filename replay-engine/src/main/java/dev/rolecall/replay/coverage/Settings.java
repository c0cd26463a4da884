// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.mmu.cpu.Registers;
import dev.rolecall.replay.knowledge.World;
import dev.rolecall.replay.knowledge.WorldBit;
import dev.rolecall.replay.knowledge.Worlds;
import java.util.ArrayList;
import java.util.List;

/** Settings of the register bits that roles come from. */
final class Settings {
  private static final int MODE_BITS =
      WorldBit.CR0_PG.mask()
          | WorldBit.CR4_PAE.mask()
          | WorldBit.CR4_LA57.mask()
          | WorldBit.EFER_LME.mask();

  /** Those that have nothing to do with the mode. */
  private static final int FEATURES =
      WorldBit.ALL_MASK & ~MODE_BITS & ~WorldBit.SMM.mask() & ~WorldBit.CR4_PSE.mask();

  private Settings() {}

  /** All that a CPU can have outside of SMM. */
  static List<Registers> all() {
    List<Registers> all = new ArrayList<>();
    Worlds worlds = Worlds.with(WorldBit.SMM.mask(), 0);
    for (int world = worlds.next(0); world >= 0; world = worlds.next(world + 1)) {
      all.add(World.registers(world));
    }
    return all;
  }

  /** Those that differ in what makes the paging mode, with all features on. */
  static List<Registers> modes() {
    List<Registers> modes = new ArrayList<>();
    int rest = WorldBit.ALL_MASK & ~MODE_BITS;
    Worlds worlds = Worlds.with(rest, FEATURES);
    for (int world = worlds.next(0); world >= 0; world = worlds.next(world + 1)) {
      modes.add(World.registers(world));
    }
    return modes;
  }

  /** One of a mode, with all features on. */
  static Registers of(PagingMode mode) {
    return World.registers(bits(mode) | FEATURES);
  }

  /** One of a mode, without any feature. */
  static Registers plain(PagingMode mode) {
    return World.registers(bits(mode));
  }

  private static int bits(PagingMode mode) {
    int pg = WorldBit.CR0_PG.mask();
    int pae = pg | WorldBit.CR4_PAE.mask();
    int lme = pae | WorldBit.EFER_LME.mask();
    return switch (mode) {
      case NONE -> 0;
      case BITS_32 -> pg | WorldBit.CR4_PSE.mask();
      case PAE -> pae;
      case LEVEL_4 -> lme;
      case LEVEL_5 -> lme | WorldBit.CR4_LA57.mask();
    };
  }
}
