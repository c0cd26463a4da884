// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the first divergences of a trace and counts all. */
final class DivergenceLog implements VcpuCheck.DivergenceSink {
  private final int max;
  private final List<Divergence> kept = new ArrayList<>();
  private final Map<Difference, Long> repeatsOfKept = new HashMap<>();
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
      repeatsOfKept.putIfAbsent(divergence.difference(), 0L);
    }
  }

  @Override
  public void repeated(Difference difference) {
    repeats++;
    repeatsOfKept.computeIfPresent(difference, (key, seen) -> seen + 1);
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

  /** How often each difference that was kept showed again without being reported again. */
  Map<Difference, Long> repeatsOfKept() {
    return Map.copyOf(repeatsOfKept);
  }
}
