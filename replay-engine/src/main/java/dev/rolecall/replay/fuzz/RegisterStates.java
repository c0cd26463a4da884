// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import java.util.ArrayList;
import java.util.List;

/** Every combination of the register bits that roles are computed from, as far as it is legal. */
final class RegisterStates {
  private static final long[] BITS = {
    Cr0.WP, Cr0.PG, Cr4.PSE, Cr4.PAE, Cr4.LA57, Cr4.SMEP, Cr4.SMAP, Cr4.PKE, Efer.NX, Efer.LME
  };

  /** How many of {@link #BITS} are CR0's, and how many are CR0's or CR4's. */
  private static final int CR0_BITS = 2;

  private static final int CR0_CR4_BITS = 8;

  /** Every state, in an order in which neighbours differ in few bits. */
  static final List<State> ALL = all();

  private RegisterStates() {}

  /** A combination. */
  record State(long cr0, long cr4, long efer) {}

  private static List<State> all() {
    List<State> states = new ArrayList<>();
    for (int number = 0; number < 1 << BITS.length; number++) {
      State state = of(number ^ number >>> 1);
      if (isLegal(state)) {
        states.add(state);
      }
    }
    return List.copyOf(states);
  }

  private static State of(int chosen) {
    long[] registers = new long[3];
    for (int bit = 0; bit < BITS.length; bit++) {
      if ((chosen & 1 << bit) != 0) {
        registers[bit < CR0_BITS ? 0 : bit < CR0_CR4_BITS ? 1 : 2] |= BITS[bit];
      }
    }
    boolean paging = (registers[0] & Cr0.PG) != 0;
    boolean lma = paging && (registers[2] & Efer.LME) != 0;
    return new State(
        registers[0] | Cr0.ET | (paging ? Cr0.PE : 0),
        registers[1],
        registers[2] | (lma ? Efer.LMA : 0));
  }

  /** Long mode needs PAE (SDM volume 3A, section 4.1.1). */
  private static boolean isLegal(State state) {
    return (state.efer() & Efer.LMA) == 0 || (state.cr4() & Cr4.PAE) != 0;
  }
}
