// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck;
import java.util.ArrayList;
import java.util.List;

/** Keeps the first divergences of a trace and counts all. */
final class DivergenceLog implements VcpuCheck.DivergenceSink {
  private final int max;
  private final List<Divergence> kept = new ArrayList<>();
  private long count;
  private long repeats;

  DivergenceLog(int max) {
    this.max = max;
  }

  @Override
  public void diverged(Divergence divergence) {
    count++;
    if (kept.size() < max) {
      kept.add(divergence);
    }
  }

  @Override
  public void repeated(Difference difference) {
    repeats++;
  }

  List<Divergence> kept() {
    return List.copyOf(kept);
  }

  long count() {
    return count;
  }

  long repeats() {
    return repeats;
  }
}
