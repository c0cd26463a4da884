// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.format.TraceFile;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Whether a verb tells how far it is. */
final class ProgressOption {
  @Option(
      names = "--progress",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "Tell on standard error how far the work is: auto (the default: on a terminal), "
              + "always or never.")
  private Switch progress;

  /** A line about the work on these traces. */
  ProgressLine over(List<TraceFile> traces, PrintWriter err) {
    return progress.isOn(Terminal.errIsInteractive())
        ? ProgressLine.on(err, traces)
        : ProgressLine.silent();
  }

  /** A line about the shrinking of a trace of so many events. */
  ShrinkProgress shrinking(int events, PrintWriter err) {
    boolean on = progress.isOn(Terminal.errIsInteractive());
    return new ShrinkProgress(on ? Optional.of(err) : Optional.empty(), events);
  }

  /** A line that says what {@code text} does. */
  StatusLine over(Supplier<String> text, PrintWriter err) {
    return progress.isOn(Terminal.errIsInteractive())
        ? StatusLine.on(err, text)
        : StatusLine.silent();
  }
}
