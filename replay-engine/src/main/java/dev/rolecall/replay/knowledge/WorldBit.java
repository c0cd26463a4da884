// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.knowledge;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.cpu.Register;
import java.util.Optional;

/**
 * The bits of a vCPU's state that its roles are computed from: kvm_calc_mmu_role_common(), v5.18
 * mmu.c, and kvm_calc_cpu_role() since v5.19. EFER.LMA follows from EFER.LME and CR0.PG. Guest mode
 * is none of them: it decides whose registers count.
 */
public enum WorldBit {
  CR0_PG(Register.CR0, Cr0.PG),
  CR0_WP(Register.CR0, Cr0.WP),
  CR4_PSE(Register.CR4, Cr4.PSE),
  CR4_PAE(Register.CR4, Cr4.PAE),
  CR4_LA57(Register.CR4, Cr4.LA57),
  CR4_SMEP(Register.CR4, Cr4.SMEP),
  CR4_SMAP(Register.CR4, Cr4.SMAP),
  CR4_PKE(Register.CR4, Cr4.PKE),
  EFER_LME(Register.EFER, Efer.LME),
  EFER_NX(Register.EFER, Efer.NX),
  SMM;

  /** How many there are. */
  static final int COUNT = values().length;

  /** All of them. */
  public static final int ALL_MASK = (1 << COUNT) - 1;

  private static final WorldBit[] ALL = values();

  private final Optional<Register> register;
  private final long registerBit;

  WorldBit() {
    register = Optional.empty();
    registerBit = 0;
  }

  WorldBit(Register register, long registerBit) {
    this.register = Optional.of(register);
    this.registerBit = registerBit;
  }

  /** The bit in the number of a world. */
  @SuppressWarnings("EnumOrdinal") // the number of a world is made of these bits
  public int mask() {
    return 1 << ordinal();
  }

  /** The bits of a world that come from a register, as far as they are set in its value. */
  public static int of(Register register, long value) {
    int bits = 0;
    for (WorldBit bit : ALL) {
      if (bit.register.isPresent() && bit.register.get() == register) {
        bits |= (value & bit.registerBit) != 0 ? bit.mask() : 0;
      }
    }
    return bits;
  }

  /** What a register holds in a world, in the bits that matter. */
  static long value(Register register, int world) {
    long value = 0;
    for (WorldBit bit : ALL) {
      if (bit.register.isPresent() && bit.register.get() == register && bit.in(world)) {
        value |= bit.registerBit;
      }
    }
    return value;
  }

  /** The name by which manuals know it, such as {@code CR0.PG}. */
  public String word() {
    return name().replace('_', '.');
  }

  /** Whether the bit is set in a world. */
  boolean in(int world) {
    return (world & mask()) != 0;
  }
}
