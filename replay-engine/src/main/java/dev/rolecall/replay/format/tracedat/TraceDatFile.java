// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.tracedat.CpuStream.RingOutput;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code trace.dat} file of trace-cmd, version 6 or 7, of either byte order.
 *
 * <p>Opening reads the header and the event formats; {@link #read} then decodes the ring buffers,
 * page by page, in memory that does not grow with the file. What is damaged is reported to the
 * {@link ProblemSink}, at most 20 problems and a count of the others for each of the two steps, and
 * reading resumes behind the damage. An instance is for one thread.
 */
public final class TraceDatFile implements Closeable {
  private static final Pattern UNAME = Pattern.compile("\\S+ \\S+ (\\S+)( .*)?");

  private final FileBytes file;
  private final Contents contents;
  private final Decompressor decompressor;
  private final CappedProblems problems;

  private TraceDatFile(
      FileBytes file, Contents contents, Decompressor decompressor, CappedProblems problems) {
    this.file = file;
    this.contents = contents;
    this.decompressor = decompressor;
    this.problems = problems;
  }

  /** Whether the bytes from the buffer's position on, at least ten, start a trace.dat file. */
  public static boolean looksLike(ByteBuffer head) {
    return FileHeader.startsWithMagic(head);
  }

  /** Opens the file of that path and reads all but the events. */
  public static TraceDatFile open(Path path, ProblemSink sink) throws TraceInputException {
    return open(TraceFile.of(path), sink);
  }

  /**
   * Opens a file and reads all but the events.
   *
   * @throws TraceInputException if the header does not lead to any events
   */
  public static TraceDatFile open(TraceFile named, ProblemSink sink) throws TraceInputException {
    FileBytes file = FileBytes.open(named);
    try {
      return open(file, new CappedProblems(sink, file.name()));
    } catch (TraceInputException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static TraceDatFile open(FileBytes file, CappedProblems problems)
      throws TraceInputException {
    Cursor cursor = new Cursor(file, ByteOrder.LITTLE_ENDIAN, 0, file.size());
    Contents contents = new Contents(FileHeader.read(cursor));
    Decompressor decompressor = new Decompressor(file, contents.header.compression());
    try {
      if (contents.header.version() == 6) {
        new Version6Reader(file, contents, problems).read(cursor);
      } else {
        new Version7Reader(file, contents, decompressor, problems).read(cursor);
      }
      requireEvents(file, contents);
    } catch (TraceInputException | RuntimeException e) {
      decompressor.close();
      throw e;
    } finally {
      problems.summarize();
    }
    return new TraceDatFile(file, contents, decompressor, problems);
  }

  private static void requireEvents(FileBytes file, Contents contents) throws TraceInputException {
    if (contents.buffers.isEmpty()) {
      throw file.damage(
          file.size(),
          contents.textBuffer
              ? LatencyText.REFUSAL
              : "expected an option that names a trace buffer, found none");
    }
  }

  /** The version of the file format, 6 or 7. */
  public int version() {
    return contents.header.version();
  }

  /** The byte order of the traced machine. */
  public ByteOrder order() {
    return contents.header.order();
  }

  /** The release of the traced kernel, such as {@code 6.1.0-56-cloud-amd64}, if recorded. */
  public Optional<String> kernelRelease() {
    Matcher matcher = UNAME.matcher(contents.uname);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The traced machine as uname(1) names it; empty if not recorded. */
  public String uname() {
    return contents.uname;
  }

  /** The version of trace-cmd that recorded the file; empty if not recorded. */
  public String recorderVersion() {
    return contents.recorder;
  }

  /** The clock of the top buffer's timestamps, such as {@code local}; empty if not recorded. */
  public String clock() {
    return contents.clock;
  }

  /** The number of CPUs of the traced machine. */
  public long cpus() {
    return contents.cpus;
  }

  /** Whether the file says how to shift a guest's time to its host's; the shift is not applied. */
  public boolean hasTimeShift() {
    return contents.timeShift;
  }

  /** What the kernel counted of each ring, in the file's order. */
  public List<CpuStatistics> statistics() {
    return List.copyOf(contents.statistics);
  }

  /** The trace buffers, the top one and named instances, with the data that lies in the file. */
  public List<Buffer> buffers() {
    return List.copyOf(contents.buffers);
  }

  /** The formats of the events. */
  public EventFormats formats() {
    return contents.formats;
  }

  /** The name of a thread's command when the trace ended, if recorded. */
  public Optional<String> command(int pid) {
    return Optional.ofNullable(contents.commands.get(pid));
  }

  /**
   * Delivers every event of every buffer, merged by time.
   *
   * @throws TraceInputException if the file can no longer be read
   */
  public void read(RecordHandler handler) throws TraceInputException {
    RingReading reading = new RingReading(file, decompressor, new BlockBudget(), problems);
    RingFormat format = new RingFormat(contents);
    List<CpuStream> streams = new ArrayList<>();
    for (int i = 0; i < contents.buffers.size(); i++) {
      for (Buffer.Ring ring : contents.buffers.get(i).rings()) {
        int pageSize = contents.buffers.get(i).pageSize();
        RingOutput output = new RingOutput(new RingSource(i, ring.cpu()), problems);
        streams.add(new CpuStream(blocks(reading, ring, pageSize), pageSize, format, output));
      }
    }
    try {
      new StreamMerge(streams, handler).run();
    } finally {
      problems.summarize();
    }
  }

  private RingBlocks blocks(RingReading reading, Buffer.Ring ring, int pageSize) {
    return ring.compressed()
        ? new ChunkBlocks(reading, ring, order())
        : new PlainBlocks(reading, ring, pageSize);
  }

  @Override
  public void close() {
    decompressor.close();
    file.close();
  }
}
