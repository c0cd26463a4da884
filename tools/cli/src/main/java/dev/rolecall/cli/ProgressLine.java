// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.mmu.rule.WriteVerdict;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A line on a terminal that says how far the work is. It appears when that takes longer than two
 * seconds, and is gone at the end.
 */
final class ProgressLine implements AutoCloseable {
  private static final long APPEARS_AFTER_MS = 2_000;
  private static final long REFRESH_MS = 200;
  private static final int EVENTS_AT_ONCE = 4096;
  private static final String ERASE = "\r\u001b[K";

  private final Optional<PrintWriter> err;
  private final int files;
  private final long bytes;
  private final AtomicInteger filesDone = new AtomicInteger();
  private final LongAdder bytesDone = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final Optional<Timer> clock;
  private boolean shown;

  private ProgressLine(Optional<PrintWriter> err, List<TraceFile> traces) {
    this.err = err;
    this.files = traces.size();
    this.bytes = traces.stream().mapToLong(ProgressLine::size).sum();
    this.clock = err.map(writer -> new Timer("progress", true));
    clock.ifPresent(timer -> timer.schedule(new Tick(), APPEARS_AFTER_MS, REFRESH_MS));
  }

  /** A line on a terminal. */
  static ProgressLine on(PrintWriter err, List<TraceFile> traces) {
    return new ProgressLine(Optional.of(err), traces);
  }

  /** No line. */
  static ProgressLine silent() {
    return new ProgressLine(Optional.empty(), List.of());
  }

  /**
   * The replay of a trace under an observer.
   *
   * @param <R> what comes of it
   */
  @FunctionalInterface
  interface ObservedReplay<R> {
    R replay(TraceFile trace, StepObserver observer);
  }

  /** Something that prints. */
  @FunctionalInterface
  interface Printing {
    void print() throws IOException;
  }

  /** Replays a trace and counts it as work done. */
  <R> R watch(TraceFile trace, ObservedReplay<R> replay) {
    R report = replay.replay(trace, err.isPresent() ? new Counter() : StepObserver.NONE);
    filesDone.incrementAndGet();
    bytesDone.add(size(trace));
    return report;
  }

  /** Prints while the line is out of the way. */
  synchronized void undisturbed(Printing printing) throws IOException {
    erase();
    printing.print();
  }

  private synchronized void show() {
    err.ifPresent(
        out -> {
          out.print(ERASE + text());
          out.flush();
          shown = true;
        });
  }

  private String text() {
    return "%d of %s, %s of %s MB, %s"
        .formatted(
            filesDone.get(),
            Counts.of(files, "trace"),
            Counts.grouped(bytesDone.sum() / 1_000_000),
            Counts.grouped(bytes / 1_000_000),
            Counts.of(events.sum(), "event"));
  }

  private void erase() {
    if (shown) {
      err.ifPresent(
          out -> {
            out.print(ERASE);
            out.flush();
          });
      shown = false;
    }
  }

  /** Stops, and erases the line. */
  @Override
  public void close() {
    clock.ifPresent(Timer::cancel);
    synchronized (this) {
      erase();
    }
  }

  private static long size(TraceFile file) {
    try {
      return Files.size(file.path());
    } catch (IOException e) {
      return 0; // reading it will say why
    }
  }

  /** Brings the line up to date. */
  private final class Tick extends TimerTask {
    @Override
    public void run() {
      show();
    }
  }

  /** Counts the events of one trace, many at once, so that threads do not wait for each other. */
  private final class Counter implements StepObserver {
    private int pending;

    @Override
    public boolean mayBeginAnew() {
      return true;
    }

    @Override
    public void after(TraceEvent event, VcpuMmu mmu, WriteVerdict verdict) {
      if (++pending == EVENTS_AT_ONCE) {
        events.add(pending);
        pending = 0;
      }
    }
  }
}
