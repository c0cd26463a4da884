// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.store.EventSequence;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A trace agrees with the revision that it says it is of, but for some keys. */
final class Conformity {
  private final Set<String> diverging;

  private Conformity(Set<String> diverging) {
    this.diverging = diverging;
  }

  /**
   * The conformity of a trace's first events.
   *
   * @return empty if the target diverges at the trace's own revision too
   */
  static Optional<Conformity> of(EventSequence events, int count, Target target) {
    Set<String> diverging = diverging(events, count);
    return diverging.contains(target.key())
        ? Optional.empty()
        : Optional.of(new Conformity(diverging));
  }

  /** Whether the first events of a candidate diverge in nothing else. */
  boolean isKept(EventSequence events, int count) {
    return diverging.containsAll(diverging(events, count));
  }

  private static Set<String> diverging(EventSequence events, int count) {
    Keys keys = new Keys();
    TraceReplay replay =
        new TraceReplay(
            "",
            ReplaySettings.standard(),
            DivergenceSymptom.sinks(keys, problem -> keys.found.add(problem.message())));
    for (int i = 0; i < count; i++) {
      replay.event(events.get(i));
    }
    return keys.found;
  }

  private static final class Keys implements DivergenceSink {
    private final Set<String> found = new HashSet<>();

    @Override
    public void diverged(Divergence divergence) {
      divergence
          .all()
          .forEach(difference -> found.add(DivergenceSymptom.key(difference, divergence)));
    }

    @Override
    public void repeated(Difference difference) {}
  }
}
