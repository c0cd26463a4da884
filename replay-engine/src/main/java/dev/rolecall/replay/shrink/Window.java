// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.EventType;
import java.util.stream.IntStream;

/**
 * Keeps the last events and what makes the machine and its vCPUs: causes are mostly near. Windows
 * grow by a factor, so that all that are too small cost a fraction of one replay of the trace.
 */
final class Window implements Pass {
  private static final int FIRST = 64;
  private static final int FACTOR = 8;

  @Override
  public String name() {
    return "window";
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    if (trace.size() <= FIRST * FACTOR) {
      return trace;
    }
    boolean[] makes = new boolean[trace.size()];
    for (int i = 0; i < makes.length; i++) {
      EventType type = trace.get(i).type();
      makes[i] = type == EventType.MACHINE || type == EventType.VCPU;
    }
    for (long last = FIRST; last <= trace.size() / FACTOR; last *= FACTOR) {
      int from = trace.size() - (int) last;
      Selection kept =
          trace.at(IntStream.range(0, makes.length).filter(i -> i >= from || makes[i]).toArray());
      if (tries.shows(kept)) {
        return kept;
      }
    }
    return trace;
  }
}
