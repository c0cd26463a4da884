// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.shrink.Progress;
import java.io.PrintWriter;
import java.util.Optional;

/** A line on a terminal that says what a trace has shrunk to, gone at the end. */
final class ShrinkProgress implements Progress, AutoCloseable {
  private static final long APPEARS_AFTER_NS = 1_000_000_000;
  private static final long REFRESH_NS = 200_000_000;
  private static final String ERASE = "\r\u001b[K";

  private final Optional<PrintWriter> err;
  private final int events;
  private long next = System.nanoTime() + APPEARS_AFTER_NS;
  private boolean shown;

  /**
   * A line.
   *
   * @param err where; nowhere if absent
   * @param events how many events the trace has
   */
  ShrinkProgress(Optional<PrintWriter> err, int events) {
    this.err = err;
    this.events = events;
  }

  @Override
  public void at(String pass, int left, long tries) {
    if (err.isPresent() && System.nanoTime() - next > 0) {
      next = System.nanoTime() + REFRESH_NS;
      show(err.get(), pass, left, tries);
    }
  }

  private void show(PrintWriter out, String pass, int left, long tries) {
    out.printf(
        "%s%s: %s of %s left, %s tries",
        ERASE, pass, Counts.grouped(left), Counts.of(events, "event"), Counts.grouped(tries));
    out.flush();
    shown = true;
  }

  @Override
  public void close() {
    if (shown && err.isPresent()) {
      err.get().print(ERASE);
      err.get().flush();
    }
  }
}
