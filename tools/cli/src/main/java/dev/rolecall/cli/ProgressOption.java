// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.format.TraceFile;
import java.io.PrintWriter;
import java.util.List;
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
}
