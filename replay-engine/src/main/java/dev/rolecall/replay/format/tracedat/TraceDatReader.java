// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceSource;
import dev.rolecall.replay.format.capture.CaptureInterpreter;
import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.CaptureReader;
import dev.rolecall.replay.format.capture.CaptureScan;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.format.capture.KernelRelease;
import dev.rolecall.replay.format.capture.Survey;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the events of a {@code trace.dat} file as those of a trace. */
public final class TraceDatReader implements CaptureReader {
  private static final String NO_FORMAT = "events of formats that are not in the file";

  private final TraceDatFile file;
  private final SwitchedSink sink;

  private TraceDatReader(TraceDatFile file, SwitchedSink sink) {
    this.file = file;
    this.sink = sink;
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
    return open(source.file());
  }

  /** Opens a file. What is wrong with its header is reported when the events are read. */
  public static TraceDatReader open(Path path) throws TraceInputException {
    return open(TraceFile.of(path));
  }

  private static TraceDatReader open(TraceFile file) throws TraceInputException {
    SwitchedSink sink = new SwitchedSink();
    return new TraceDatReader(TraceDatFile.open(file, sink), sink);
  }

  @Override
  public ReadStats read(TraceHandler handler, ProblemSink problems) throws TraceInputException {
    sink.passOnTo(problems);
    KernelRelease release = release(handler);
    Survey survey = new Survey(release);
    DispatchedRecords first = new DispatchedRecords(file.formats());
    first.bindEach(survey::bind);
    first.onLoss(survey::lost);
    file.read(first);
    sink.passOnTo(problem -> {}); // the second pass meets the same damage
    if (!survey.foundPaging()) {
      handler.note("no event shows whether KVM used two-dimensional paging: taken as used");
    }
    CaptureInterpreter interpreter = new CaptureInterpreter(survey.facts(), handler);
    DispatchedRecords second = new DispatchedRecords(file.formats());
    second.bindEach(format -> Optional.<KernelEventHandler>of(interpreter.bind(format)));
    second.onLoss(interpreter::lost);
    interpreter.begin();
    file.read(second);
    interpreter.finish();
    SortedMap<String, Long> unknown = new TreeMap<>(interpreter.unknownByName());
    long named = interpreter.understood() + sum(unknown);
    if (second.records() > named) {
      unknown.put(NO_FORMAT, second.records() - named);
    }
    return new ReadStats(
        second.records(), interpreter.understood(), 0, second.lostRecords(), unknown);
  }

  @Override
  public long scan(CaptureScan scan, ProblemSink problems) throws TraceInputException {
    sink.passOnTo(problems);
    scan.begin(origin());
    DispatchedRecords records = new DispatchedRecords(file.formats());
    records.bindEach(scan::bind);
    records.onLossOf(scan::lost);
    file.read(records);
    return records.records();
  }

  private CaptureOrigin origin() {
    return new CaptureOrigin(
        "trace.dat version " + file.version(),
        file.kernelRelease().orElse(""),
        file.recorderVersion().isEmpty() ? "" : "trace-cmd " + file.recorderVersion(),
        file.clock(),
        file.cpus(),
        true,
        file.statistics().stream().map(TraceDatReader::counters).toList(),
        List.of());
  }

  private static CaptureOrigin.Counters counters(CpuStatistics cpu) {
    return new CaptureOrigin.Counters(
        cpu.cpu(), cpu.overrun(), cpu.commitOverrun() + cpu.droppedEvents());
  }

  @Override
  public void close() {
    file.close();
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private KernelRelease release(TraceHandler handler) {
    String release = file.kernelRelease().orElse("");
    Optional<KernelRelease> parsed = KernelRelease.parse(release);
    if (parsed.isEmpty()) {
      KernelRelease newest = KernelRelease.newestKnown();
      handler.note(
          "kernel release: expected one such as 6.1.0, found \""
              + release
              + "\"; read as "
              + newest.revision());
      return newest;
    }
    KernelRelease known = parsed.get().nearestKnown();
    if (!known.equals(parsed.get())) {
      handler.note(
          "kernel " + release + " is not in the history; its nearest is " + known.revision());
    }
    return parsed.get();
  }

  /** Keeps what is found while the file is opened until somebody takes it, then passes on. */
  private static final class SwitchedSink implements ProblemSink {
    private final List<InputProblem> kept = new ArrayList<>();
    private ProblemSink target = kept::add;

    void passOnTo(ProblemSink newTarget) {
      target = newTarget;
      kept.forEach(newTarget::report);
      kept.clear();
    }

    @Override
    public void report(InputProblem problem) {
      target.report(problem);
    }
  }
}
