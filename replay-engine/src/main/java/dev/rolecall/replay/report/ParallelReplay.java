// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.format.TraceFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Replays many traces at once and hands their reports on in the order of the traces. */
public final class ParallelReplay {
  private final Function<TraceFile, TraceReport> replay;
  private final int threads;

  /** Replays by a function that threads share, on so many of them. */
  public ParallelReplay(Function<TraceFile, TraceReport> replay, int threads) {
    this.replay = replay;
    this.threads = threads;
  }

  /** Takes reports, in order. */
  @FunctionalInterface
  public interface ReportSink {
    /** Takes the next report. */
    void take(TraceReport report) throws IOException;
  }

  /** Replays the traces. A bug that stops one replay is thrown when its turn comes. */
  public void run(List<TraceFile> traces, ReportSink sink)
      throws IOException, InterruptedException {
    if (traces.size() == 1) {
      sink.take(replay.apply(traces.get(0)));
      return;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(threads, traces.size())));
    try {
      Queue<Future<TraceReport>> pending = new ArrayDeque<>();
      for (TraceFile trace : traces) {
        pending.add(pool.submit(() -> replay.apply(trace)));
      }
      // Each is let go of once it is printed.
      while (!pending.isEmpty()) {
        sink.take(result(pending.remove()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static TraceReport result(Future<TraceReport> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
