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

/**
 * Replays many traces at once and hands their reports on in the order of the traces.
 *
 * @param <R> the reports
 */
public final class ParallelReplay<R> {
  private final Function<TraceFile, R> replay;
  private final int threads;

  /** Replays by a function that threads share, on so many of them. */
  public ParallelReplay(Function<TraceFile, R> replay, int threads) {
    this.replay = replay;
    this.threads = threads;
  }

  /**
   * Takes reports, in order.
   *
   * @param <R> the reports
   */
  @FunctionalInterface
  public interface ReportSink<R> {
    /** Takes the next report. */
    void take(R report) throws IOException;
  }

  /** Replays the traces. A bug that stops one replay is thrown when its turn comes. */
  public void run(List<TraceFile> traces, ReportSink<R> sink)
      throws IOException, InterruptedException {
    if (traces.size() == 1) {
      sink.take(replay.apply(traces.get(0)));
      return;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(threads, traces.size())));
    try {
      Queue<Future<R>> pending = new ArrayDeque<>();
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

  private static <R> R result(Future<R> future) throws InterruptedException {
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
