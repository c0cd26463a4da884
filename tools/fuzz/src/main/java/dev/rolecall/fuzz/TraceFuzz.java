// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.fuzz;

import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Replays any bytes as a trace, whose format is told by its content. Whatever they are, there is a
 * report, and input that was refused is said to be at fault.
 */
public final class TraceFuzz {
  private static final Path FILE = file();
  private static final Replayer REPLAYER = new Replayer(ReplaySettings.standard());

  private TraceFuzz() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("rolecall-fuzz", ".trace");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException("no temporary file", e);
    }
  }

  /** What Jazzer calls with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Files.write(FILE, input);
    TraceReport report = REPLAYER.replay(FILE);
    if (report.stats().refused() > 0 && report.outcome() != Outcome.BAD_INPUT) {
      throw new AssertionError(report.stats() + " and yet " + report.outcome());
    }
  }
}
