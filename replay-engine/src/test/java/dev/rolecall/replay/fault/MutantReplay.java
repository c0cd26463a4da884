// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.format.proto.ProtoTraceReader;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Replays a trace and gives the first thing said of it that the caller does not expect, empty if
 * there is none. A loader of its own makes this class run a changed model, so that what goes in and
 * out is nothing but the JDK's.
 */
public final class MutantReplay implements BiFunction<byte[], Predicate<String>, String> {
  /** How a line about something that was not checked begins. */
  static final String NOT_CHECKED = "not checked: ";

  @Override
  public String apply(byte[] trace, Predicate<String> isExpected) {
    Tally tally = new Tally();
    Ear ear = new Ear(isExpected);
    try (ProtoTraceReader reader = new ProtoTraceReader("trace", new ByteArrayInputStream(trace))) {
      reader.read(
          new TraceReplay(
              "trace",
              ReplaySettings.standard(),
              new TraceReplay.Sinks(
                  problem -> ear.hear(problem.toString()), tally, ear, StepObserver.NONE)),
          problem -> ear.hear(problem.toString()));
      tally.notChecked().keySet().forEach(why -> ear.hear(NOT_CHECKED + why));
      tally.notComparable().keySet().forEach(what -> ear.hear(NOT_CHECKED + what));
      return "";
    } catch (Unexpected e) {
      return e.line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TraceInputException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops the replay at the first line that is not expected. */
  private record Ear(Predicate<String> isExpected) implements DivergenceSink {
    void hear(String line) {
      if (!isExpected.test(line)) {
        throw new Unexpected(line);
      }
    }

    @Override
    public void diverged(Divergence divergence) {
      long event = divergence.event().number();
      hear(event, divergence.difference());
      divergence.also().forEach(d -> hear(event, d));
      divergence.consequences().forEach(d -> hear(event, d));
    }

    @Override
    public void repeated(Difference difference) {
      // It was heard when it was new.
    }

    private void hear(long event, Difference difference) {
      hear(
          "event %d: %s: recorded %s, model %s"
              .formatted(event, difference.subject(), difference.recorded(), difference.model()));
    }
  }

  private static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String line;

    Unexpected(String line) {
      super(line, null, false, false);
      this.line = line;
    }
  }
}
