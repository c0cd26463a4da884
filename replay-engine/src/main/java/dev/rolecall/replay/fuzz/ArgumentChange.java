// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;

/** Alters one argument of an event so that the event stays one of a trace. */
final class ArgumentChange {
  private static final long CR0_ROLE = Cr0.PG | Cr0.WP;
  private static final long CR4_ROLE =
      Cr4.PSE | Cr4.PAE | Cr4.LA57 | Cr4.SMEP | Cr4.SMAP | Cr4.PKE | Cr4.PCIDE;
  private static final long EFER_ROLE = Efer.NX | Efer.LME | Efer.SVME;

  /** What other arguments of the event, or the size of what it holds, limits. */
  private static final long BOUND =
      Arg.REVISION.bit() | Arg.MODE.bit() | Arg.MMU.bit() | Arg.GFN.bit() | Arg.PAGES.bit();

  private static final int ADDRESS_BITS = 40;
  private static final int ATTEMPTS = 4;

  private final SeededRandom random;

  ArgumentChange(SeededRandom random) {
    this.random = random;
  }

  /** Alters one argument, if there is one that can be. */
  void apply(TraceEvent event) {
    KeyValues<Arg> args = event.args();
    long present = args.present() & ~BOUND;
    if (present != 0) {
      Arg arg = Arg.ALL.get(Long.numberOfTrailingZeros(random.bitOf(present)));
      if (arg.kind() instanceof ValueKind.Tuples) {
        alterList(args, arg);
      } else if (!(arg.kind() instanceof ValueKind.Bytes)) {
        alterNumber(args, arg);
      }
    }
  }

  private void alterNumber(KeyValues<Arg> args, Arg arg) {
    for (int left = ATTEMPTS; left > 0; left--) {
      long value = args.number(arg) ^ changedBits(arg);
      if (arg.kind().admits(value)) {
        args.set(arg, value);
        return;
      }
    }
  }

  private long changedBits(Arg arg) {
    if (arg.kind() instanceof ValueKind.Flag) {
      return 1;
    }
    if (arg.kind() instanceof ValueKind.OneOf) {
      return 1L + random.below(3);
    }
    return switch (arg) {
      case CR0 -> registerBits(CR0_ROLE);
      case CR4 -> registerBits(CR4_ROLE);
      case EFER -> registerBits(EFER_ROLE);
      case MAXPHYADDR, TDP_LEVELS, CPL -> 1L + random.below(15);
      default -> 1L << random.below(ADDRESS_BITS);
    };
  }

  private long registerBits(long role) {
    return random.percent(85) ? random.bitOf(role) : 1L << random.below(Long.SIZE);
  }

  private void alterList(KeyValues<Arg> args, Arg arg) {
    LongTuples list = args.tuples(arg);
    long[] values = new long[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    values[random.below(values.length)] ^= 1L << random.below(Long.SIZE);
    LongTuples altered = args.setTuples(arg);
    for (long value : values) {
      altered.add(value);
    }
  }
}
