// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.TraceSource;
import dev.rolecall.replay.format.capture.CaptureInterpreter;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Survey;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the events of a {@code trace.dat} file as those of a trace. */
public final class TraceDatReader implements TraceReader {
  private final TraceDatFile file;
  private final String name;
  private final List<InputProblem> early;

  private TraceDatReader(TraceDatFile file, String name, List<InputProblem> early) {
    this.file = file;
    this.name = name;
    this.early = early;
  }

  /** Whether a file that begins with these bytes is of this format. */
  public static boolean recognises(byte[] head) {
    return TraceDatFile.looksLike(ByteBuffer.wrap(head));
  }

  /**
   * Opens a source that this format recognises. What is wrong with the header is reported when the
   * events are read.
   *
   * @throws TraceInputException also if the file is compressed as a whole, for it is read out of
   *     order
   */
  public static TraceDatReader open(TraceSource source) throws IOException, TraceInputException {
    source.stream().close();
    if (source.compression() != dev.rolecall.replay.format.Compression.NONE) {
      String message =
          "expected a trace.dat file as trace-cmd wrote it, got one that is compressed";
      throw new TraceInputException(
          new InputProblem(source.name(), new Place.None(), message + ": decompress it first"));
    }
    List<InputProblem> early = new ArrayList<>();
    TraceDatFile file = TraceDatFile.open(source.path(), early::add);
    return new TraceDatReader(file, source.name(), early);
  }

  /** Opens a file; {@code problems} takes what is wrong with its header. */
  public static TraceDatReader open(Path path, ProblemSink problems) throws TraceInputException {
    return new TraceDatReader(TraceDatFile.open(path, problems), path.toString(), List.of());
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink problems) throws TraceInputException {
    early.forEach(problems::report);
    KernelRelease release = release(problems);
    Survey survey = new Survey(release);
    DispatchedRecords first = new DispatchedRecords(file.formats());
    first.bindEach(survey::bind);
    file.read(first);
    if (!survey.foundPaging()) {
      warn(problems, "no event shows whether KVM used two-dimensional paging: taken as used");
    }
    CaptureInterpreter interpreter = new CaptureInterpreter(survey, handler);
    DispatchedRecords second = new DispatchedRecords(file.formats());
    second.bindEach(format -> Optional.<KernelEventHandler>of(interpreter.bind(format)));
    second.onLoss(interpreter::lost);
    interpreter.begin();
    file.read(second);
    interpreter.finish();
    return new ReadStats(
        second.records(),
        interpreter.understood(),
        second.records() - interpreter.understood() - sum(interpreter),
        second.lostRecords(),
        interpreter.unknownByName());
  }

  @Override
  public void close() {
    file.close();
  }

  private static long sum(CaptureInterpreter interpreter) {
    return interpreter.unknownByName().values().stream().mapToLong(Long::longValue).sum();
  }

  private KernelRelease release(ProblemSink problems) {
    String release = file.kernelRelease().orElse("");
    Optional<KernelRelease> parsed = KernelRelease.parse(release);
    if (parsed.isEmpty()) {
      KernelRelease newest = KernelRelease.newestKnown();
      warn(
          problems,
          "kernel release: expected one such as 6.1.0, found \""
              + release
              + "\"; read as "
              + newest.revision());
      return newest;
    }
    KernelRelease known = parsed.get().nearestKnown();
    if (!known.equals(parsed.get())) {
      warn(
          problems,
          "kernel " + release + " is not in the history; its nearest is " + known.revision());
    }
    return parsed.get();
  }

  private void warn(ProblemSink problems, String message) {
    problems.report(new InputProblem(name, new Place.None(), message));
  }
}
