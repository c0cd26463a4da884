// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A replay that keeps what it reports as lines: event, subject, fields. */
final class FlipReplay implements DivergenceSink {
  private final List<String> reported = new ArrayList<>();
  private final TraceReplay replay =
      new TraceReplay(
          "flipped",
          ReplaySettings.standard(),
          new TraceReplay.Sinks(
              problem -> {
                throw new AssertionError(problem.toString());
              },
              new Tally(),
              this,
              StepObserver.NONE));

  TraceReplay replay() {
    return replay;
  }

  List<String> reported() {
    return reported;
  }

  /** What a replay of these events reports. */
  static List<String> of(List<TraceEvent> events) {
    FlipReplay flipped = new FlipReplay();
    events.forEach(flipped.replay::event);
    return flipped.reported;
  }

  @Override
  public void diverged(Divergence divergence) {
    add(divergence.event().number(), divergence.difference());
    divergence.also().forEach(d -> add(divergence.event().number(), d));
    divergence.consequences().forEach(d -> add(divergence.event().number(), d));
  }

  private void add(long event, Difference difference) {
    String fields =
        difference.fields().stream().map(FieldDiff::name).collect(Collectors.joining(","));
    reported.add(event + " " + difference.subject() + " " + fields);
  }

  @Override
  public void repeated(Difference difference) {
    reported.add("again " + difference.subject());
  }
}
