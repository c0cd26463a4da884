// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;

/** A line on a terminal that says every so often how far a long run is; it is gone at the end. */
final class StatusLine {
  private static final long APPEARS_AFTER_MS = 1_000;
  private static final long REFRESH_MS = 500;
  private static final String ERASE = "\r\u001b[K";

  private final Optional<PrintWriter> err;
  private final Optional<Timer> clock;
  private boolean closed;

  private StatusLine(Optional<PrintWriter> err, Supplier<String> text) {
    this.err = err;
    this.clock = err.map(writer -> new Timer("status", true));
    clock.ifPresent(timer -> timer.schedule(new Tick(text), APPEARS_AFTER_MS, REFRESH_MS));
  }

  /** A line on a terminal, whose text is asked for again and again on another thread. */
  static StatusLine on(PrintWriter err, Supplier<String> text) {
    return new StatusLine(Optional.of(err), text);
  }

  /** No line. */
  static StatusLine silent() {
    return new StatusLine(Optional.empty(), () -> "");
  }

  private synchronized void show(String text) {
    if (!closed) {
      print(ERASE + text);
    }
  }

  private void print(String text) {
    err.ifPresent(
        writer -> {
          writer.print(text);
          writer.flush();
        });
  }

  /** Stops, and erases the line. */
  synchronized void close() {
    clock.ifPresent(Timer::cancel);
    closed = true;
    print(ERASE);
  }

  /** Brings the line up to date. */
  private final class Tick extends TimerTask {
    private final Supplier<String> text;

    private Tick(Supplier<String> text) {
      this.text = text;
    }

    @Override
    public void run() {
      show(text.get());
    }
  }
}
