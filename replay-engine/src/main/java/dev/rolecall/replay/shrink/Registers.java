// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.EventChange;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Clears bits of registers in the whole trace at once, expected registers too: the register that
 * diverges is expected as a whole, so that a bit which does not can go only everywhere.
 */
final class Registers implements Pass {
  private static final List<Arg> WRITTEN = List.of(Arg.CR0, Arg.CR3, Arg.CR4, Arg.EFER);
  private static final List<ExpectKey> EXPECTED =
      List.of(ExpectKey.CR0, ExpectKey.CR3, ExpectKey.CR4, ExpectKey.EFER);

  @Override
  public String name() {
    return "registers";
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    long[] used = used(trace);
    int[] bits =
        IntStream.range(0, WRITTEN.size() * Long.SIZE)
            .filter(bit -> (used[bit / Long.SIZE] >>> bit % Long.SIZE & 1) != 0)
            .toArray();
    Halving.Test test = kept -> tries.shows(trace.with(clearing(used, kept)));
    int[] kept = new Halving(test, tries::isStopped).reduce(bits);
    return kept.length == bits.length ? trace : trace.changed(clearing(used, kept));
  }

  /** The bits that are set somewhere, by register. */
  private static long[] used(Selection trace) {
    long[] used = new long[WRITTEN.size()];
    for (int i = 0; i < trace.size(); i++) {
      TraceEvent event = trace.get(i);
      for (int register = 0; register < used.length; register++) {
        used[register] |= event.args().numberOr(WRITTEN.get(register), 0);
        used[register] |= event.expectations().numberOr(EXPECTED.get(register), 0);
      }
    }
    return used;
  }

  private static EventChange clearing(long[] used, int[] kept) {
    long[] cleared = used.clone();
    for (int bit : kept) {
      cleared[bit / Long.SIZE] &= ~(1L << bit % Long.SIZE);
    }
    return (i, event) -> {
      for (int register = 0; register < cleared.length; register++) {
        clear(event, register, ~cleared[register]);
      }
    };
  }

  private static void clear(TraceEvent event, int register, long mask) {
    Arg arg = WRITTEN.get(register);
    if (event.args().has(arg)) {
      event.args().set(arg, event.args().number(arg) & mask);
    }
    ExpectKey key = EXPECTED.get(register);
    if (event.expectations().has(key)) {
      event.expectations().set(key, event.expectations().number(key) & mask);
    }
  }
}
