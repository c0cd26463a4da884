// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Replays a trace in a process of its own, with a heap of 256 MiB. */
public final class SmallHeap {
  private static final String HEAP = "-Xmx256m";
  private static final int PATIENCE_SECONDS = 120;

  private SmallHeap() {}

  /** What a replay prints: the number of events, and each problem. */
  public static List<String> replay(Path trace) throws IOException, InterruptedException {
    Path errors = trace.resolveSibling("errors");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                trace.toString())
            .redirectError(errors.toFile())
            .redirectOutput(trace.resolveSibling("out").toFile())
            .start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "a replay hangs");
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(trace.resolveSibling("out"), UTF_8);
    assertEquals(0, process.exitValue(), Files.readString(errors, UTF_8));
    return printed.lines().toList();
  }

  /** The process. */
  public static void main(String[] arguments) {
    TraceReport report =
        new Replayer(new ReplaySettings(Optional.empty(), 1)).replay(Path.of(arguments[0]));
    System.out.println("events " + report.stats().records());
    for (InputProblem problem : report.problems()) {
      System.out.println(problem.message());
    }
  }
}
