// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Register;
import dev.rolecall.mmu.cpu.Registers;

/** One state that a vCPU may be in, as a number: {@link WorldBit} tells its bits. */
public final class World {
  /** How many numbers there are; some stand for states that no CPU can be in. */
  public static final int COUNT = 1 << WorldBit.COUNT;

  private World() {}

  /** Registers that hold what a world says, and else only what they cannot be without. */
  public static Registers registers(int world) {
    long cr0 = WorldBit.value(Register.CR0, world) | Cr0.PE | Cr0.ET;
    return new Registers(
            cr0, 0, WorldBit.value(Register.CR4, world), WorldBit.value(Register.EFER, world))
        .withLmaFromPaging();
  }

  /** Whether a world's vCPU is in system management mode. */
  public static boolean isSmm(int world) {
    return WorldBit.SMM.in(world);
  }

  /**
   * Whether a CPU can be in it: long mode needs CR4.PAE (kvm_set_cr0(), kvm_set_cr4(), v6.1 x86.c).
   */
  static boolean isValid(int world) {
    return !isLongMode(world) || WorldBit.CR4_PAE.in(world);
  }

  /**
   * Whether a guest can come from one world to another by writing a register: CR4.LA57 does not
   * change in long mode, nor EFER.LME while paging is on (kvm_set_cr4(), set_efer(), v6.1 x86.c).
   */
  static boolean leadsTo(int from, int to) {
    int changed = from ^ to;
    boolean la57 = isLongMode(from) && WorldBit.CR4_LA57.in(changed);
    boolean lme = WorldBit.CR0_PG.in(from & to) && WorldBit.EFER_LME.in(changed);
    return !la57 && !lme && isValid(to);
  }

  private static boolean isLongMode(int world) {
    return WorldBit.CR0_PG.in(world) && WorldBit.EFER_LME.in(world);
  }
}
