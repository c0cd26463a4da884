// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;
import java.util.stream.IntStream;

/** Takes events away, in halving chunks and at last one by one; the first always stays. */
final class Events implements Pass {
  @Override
  public String name() {
    return "events";
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    int[] all = IntStream.range(1, trace.size()).toArray();
    int[] kept =
        new Halving(candidate -> tries.shows(behindMachine(trace, candidate)), tries::isStopped)
            .reduce(all);
    return kept.length == all.length ? trace : behindMachine(trace, kept);
  }

  private static Selection behindMachine(Selection trace, int[] places) {
    int[] withMachine = new int[places.length + 1];
    System.arraycopy(places, 0, withMachine, 1, places.length);
    return trace.at(withMachine);
  }
}
