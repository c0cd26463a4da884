// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.record;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.UncheckedKeys;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.subject.RevisionSubject;
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
import java.util.Optional;

/**
 * Replays a trace without what it expects, and writes it with what the model did. Only {@code
 * accepted} of the old expectations counts, for it decides where KVM's rules cannot.
 */
public final class TraceRecording implements TraceHandler {
  private final TraceWriter out;
  private final RevisionSubject model;
  private final FirstProblems refused;
  private final TraceEvent event = new TraceEvent();
  private boolean started;
  private long written;
  private long dropped;
  private long problems;

  private TraceRecording(
      TraceFile in, TraceWriter out, Optional<MmuRevision> revision, ProblemSink to) {
    this.out = out;
    this.refused = new FirstProblems(in.name(), to);
    this.model =
        new RevisionSubject(
            revision, problem -> refused.report(problem.place(), problem.message()));
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
      TraceFile in, TraceWriter out, Optional<MmuRevision> revision, ProblemSink problems)
      throws IOException, TraceInputException {
    TraceRecording recording = new TraceRecording(in, out, revision, problems);
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
    recording.refused.finish();
    return new Result(
        recording.written, recording.dropped, recording.refused.count() + recording.problems);
  }

  @Override
  public void event(TraceEvent read) {
    event.copyFrom(read);
    event.keepOnly(ExpectKey.ACCEPTED.bit());
    dropped += Long.bitCount(read.expectations().present() & withoutOutcome(read.type()));
    long before = refused.count();
    if (read.type() == EventType.MACHINE) {
      start();
    } else if (started) {
      model.feed(event);
    }
    if (started && refused.count() == before) {
      write();
    }
  }

  /** What a recorded walk came to, the model does not say anew. */
  private static long withoutOutcome(EventType type) {
    return type == EventType.WALK ? ~0L : UncheckedKeys.ALL;
  }

  @Override
  public void notChecked(String reason, long count) {
    // What the source holds beyond its events has no place in a Rolecall trace.
  }

  private void start() {
    Optional<MmuRevision> words = model.begin(event);
    started = words.isPresent();
    words.ifPresent(revision -> event.args().setText(Arg.REVISION, revision.id()));
  }

  private void write() {
    try {
      out.write(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    written++;
  }
}
