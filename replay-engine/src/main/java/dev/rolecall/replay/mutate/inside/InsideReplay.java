// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.inside;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck.DivergenceSink;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.format.proto.ProtoTraceReader;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Replays a trace, a protobuf trace's bytes or a file's path, while the mutant of that number is
 * active, and stops at the first sign of it. The answer is the name of an {@link Effect} and, after
 * a line end, what is said of it; of a replay without a sign, the revision of the model.
 */
public final class InsideReplay implements BiFunction<Object, Integer, String> {
  private final String revision;
  private final long[] steps;

  /**
   * Replays at a revision.
   *
   * @param revision its id; empty for each trace's own
   * @param steps its only number is, before a replay, how many steps that may take, and afterwards
   *     how many it left
   * @param reached set at the points that replays reach
   * @param reachedByStart set at the points that the initialisation of classes reaches
   */
  public InsideReplay(String revision, long[] steps, BitSet reached, BitSet reachedByStart) {
    this.revision = revision;
    this.steps = steps;
    MutantSwitch.note(reached, reachedByStart);
  }

  /** Has mutants act while classes are initialised, which shows in the first replay. */
  public void actAtStart() {
    MutantSwitch.actAtStart();
  }

  @Override
  public String apply(Object trace, Integer mutant) {
    MutantSwitch.activate(mutant, steps[0]);
    try {
      return replay(trace);
    } catch (OutOfSteps e) {
      return Effect.HANGS + "\n";
    } catch (Noticed e) {
      return e.effect + "\n" + e.getMessage();
    } catch (RuntimeException | Error e) {
      return crash(e);
    } finally {
      steps[0] = MutantSwitch.deactivate();
    }
  }

  private static String crash(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof OutOfSteps
        ? Effect.HANGS + "\n"
        : Effect.CRASHES + "\n" + cause.getClass().getSimpleName();
  }

  private String replay(Object trace) {
    Tally tally = new Tally();
    ReplaySettings settings =
        new ReplaySettings(Optional.of(revision).flatMap(MmuHistory::find), 1);
    TraceReplay replay =
        new TraceReplay(
            "trace",
            settings,
            new TraceReplay.Sinks(
                problem -> refuse(problem.message()), tally, new Ear(), StepObserver.NONE));
    try (TraceReader reader = open(trace)) {
      reader.read(replay, problem -> refuse(problem.message()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TraceInputException e) {
      refuse(e.problem().message());
    }
    replay.finish();
    Effect effect = tally.checked() == 0 ? Effect.UNCHECKED : Effect.CONFORMS;
    return effect + "\n" + replay.replayed().map(MmuRevision::id).orElse("");
  }

  private static TraceReader open(Object trace) throws IOException, TraceInputException {
    return trace instanceof Path file
        ? TraceFormats.open(file)
        : new ProtoTraceReader("trace", new ByteArrayInputStream((byte[]) trace));
  }

  private static void refuse(String message) {
    throw new Noticed(Effect.REFUSED, message);
  }

  /** Stops the replay at the first divergence. */
  private static final class Ear implements DivergenceSink {
    @Override
    public void diverged(Divergence divergence) {
      Difference difference = divergence.difference();
      throw new Noticed(
          Effect.DIVERGES,
          "%s: recorded %s, model %s"
              .formatted(difference.subject(), difference.recorded(), difference.model()));
    }

    @Override
    public void repeated(Difference difference) {
      throw new IllegalStateException("repeated before it was told: " + difference.subject());
    }
  }

  private static final class Noticed extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Effect effect;

    Noticed(Effect effect, String message) {
      super(message, null, false, false);
      this.effect = effect;
    }
  }
}
