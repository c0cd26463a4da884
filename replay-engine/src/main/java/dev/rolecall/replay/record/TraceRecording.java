// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.record;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.UncheckedKeys;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.StoredTrace;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FirstProblems;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import dev.rolecall.replay.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Replays a trace without what it expects, and writes it with what the model did. Only {@code
 * accepted} of the old expectations counts, for it decides where KVM's rules cannot.
 */
public final class TraceRecording implements TraceHandler, StepObserver {
  private final TraceWriter out;
  private final TraceEvent event = new TraceEvent();
  private Optional<Outcomes> outcomes = Optional.empty();
  private Optional<TraceReplay> replay = Optional.empty();
  private long written;
  private long dropped;
  private long problems;

  private TraceRecording(TraceWriter out) {
    this.out = out;
  }

  /**
   * What was recorded.
   *
   * @param events how many events were written
   * @param dropped how many old expectations the model has no outcome for
   * @param problems how many problems the input has
   */
  public record Result(long events, long dropped, long problems) {}

  /**
   * Records a trace.
   *
   * @param revision the revision to record; the trace's own if absent
   * @throws TraceInputException if the input is no trace
   * @throws IOException if the system fails to read or write
   */
  public static Result record(
      Path in, TraceWriter out, Optional<MmuRevision> revision, ProblemSink problems)
      throws IOException, TraceInputException {
    FirstProblems first = new FirstProblems(in.toString(), problems);
    TraceRecording recording = new TraceRecording(out);
    TraceReplay replay =
        new TraceReplay(
            in.toString(),
            new ReplaySettings(revision, 0),
            new TraceReplay.Sinks(first, new Tally(), new NoDivergences(), recording));
    recording.replay = Optional.of(replay);
    try (TraceReader reader = TraceFormats.open(in)) {
      reader.read(
          recording,
          problem -> {
            recording.problems++;
            problems.report(problem);
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    first.finish();
    return new Result(recording.written, recording.dropped, first.count() + recording.problems);
  }

  /** Records a trace into memory. */
  public static StoredTrace stored(Path in, MmuRevision revision, ProblemSink problems)
      throws IOException, TraceInputException {
    EventStore store = new EventStore();
    try (TraceWriter writer = new Storing(store)) {
      Result result = record(in, writer, Optional.of(revision), problems);
      return new StoredTrace(store, List.of(), result.problems());
    }
  }

  private record Storing(EventStore store) implements TraceWriter {
    @Override
    public void write(TraceEvent event) {
      if (event.type() != EventType.UNKNOWN) {
        store.add(event);
      }
    }

    @Override
    public void close() {}
  }

  @Override
  public void event(TraceEvent read) {
    event.copyFrom(read);
    long kept = read.expectations().present() & ExpectKey.ACCEPTED.bit();
    for (ExpectKey key : ExpectKey.ALL) {
      if ((kept & key.bit()) == 0) {
        event.expectations().remove(key);
      }
    }
    event.clearFieldExpectations();
    dropped += Long.bitCount(read.expectations().present() & withoutOutcome(read.type()));
    replay.orElseThrow().event(event);
  }

  /** What a recorded walk came to, the model does not say anew. */
  private static long withoutOutcome(EventType type) {
    return type == EventType.WALK ? ~0L : UncheckedKeys.ALL;
  }

  @Override
  public void notChecked(String reason, long count) {
    // What the source holds beyond its events has no place in a Rolecall trace.
  }

  @Override
  public void machine(TraceEvent machine, MmuRevision traced, MmuRevision replayed) {
    outcomes = Optional.of(new Outcomes(replayed));
    machine.args().setText(Arg.REVISION, replayed.id());
    write(machine);
  }

  @Override
  public void after(TraceEvent fed, VcpuMmu mmu, WriteVerdict verdict) {
    outcomes.orElseThrow().fill(fed, mmu, verdict);
    write(fed);
  }

  @Override
  public void other(TraceEvent fed) {
    write(fed);
  }

  private void write(TraceEvent fed) {
    try {
      out.write(fed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    written++;
  }

  /** Nothing is expected, so that only what the source did by itself can diverge. */
  private static final class NoDivergences implements VcpuCheck.DivergenceSink {
    @Override
    public void diverged(Divergence divergence) {
      if (!divergence.difference().observable().isOfEvent()) {
        throw new AssertionError("without expectations: " + divergence);
      }
    }

    @Override
    public void repeated(Difference difference) {
      throw new AssertionError("without expectations: " + difference);
    }
  }
}
