// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes whose outcome only a fetch in the same access explains.
 *
 * <p>KVM's walker takes any combination of access bits, {@code access=} names one. A source that
 * made accesses with both bits wrote {@code w} for them. It shows itself where such an access
 * faults and the error code tells a fetch, which no mere write's does; then what only a fetch
 * explains is not checked. In a trace without that sign it is a divergence.
 */
final class FoldedFetches {
  static final String REASON =
      "translations of writes that were fetches too, which access=w does not tell";

  /** Beyond this many a trace that never shows the sign is not one of those. */
  private static final int MAX_HELD = 1000;

  private final Tally tally;
  private final VcpuCheck.DivergenceSink sink;
  private final List<Held> held = new ArrayList<>();
  private boolean shown;

  /** A divergence that waits for the sign, and how many expectations the event has. */
  private record Held(Divergence divergence, int expectations) {}

  FoldedFetches(Tally tally, VcpuCheck.DivergenceSink sink) {
    this.tally = tally;
    this.sink = sink;
  }

  /** Takes notice of a fault of a write whose error code tells a fetch. */
  void show() {
    shown = true;
  }

  /** Takes what is a divergence unless the trace shows the sign, before or later. */
  void hold(Divergence divergence, int expectations) {
    held.add(new Held(divergence, expectations));
    if (shown || held.size() > MAX_HELD) {
      release();
    }
  }

  /** Decides what has been held, at the latest at the trace's end. */
  void release() {
    for (Held each : held) {
      if (shown) {
        tally.notChecked(REASON, each.expectations());
      } else {
        int differences = 1 + each.divergence().also().size();
        tally.match(each.expectations() - differences);
        for (int i = 0; i < differences; i++) {
          tally.diverge();
        }
        sink.diverged(each.divergence());
      }
    }
    held.clear();
  }
}
