// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A piece of a capture, which begins and ends anywhere, diverges nowhere but where the whole does:
 * with the kernel named or not.
 */
final class WindowTest {
  private static final int WINDOWS = 25;
  private static final int[] LENGTHS = {200, 400, 1500, 4000};

  private final long seed = Long.getLong("rolecall.seed", 20_221_125);
  private final Random random = new Random(seed);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.10-npt1-tdp1-flow.report-N",
        "6.1-intel-ept1-flow.report-R",
        "6.1-npt0-smp2-twovms.report-N",
        "6.1-npt1-flow.ftrace",
        "6.1-npt1-lostevents.report-R",
        "6.1-npt1-tdp1-flow.report-R",
        "7.2-npt1-flow.ftrace",
        "7.2-npt1-tdp1-flow.report-R"
      })
  void aPieceDivergesOnlyWhereTheWholeDoes(String name) throws IOException {
    List<String> lines = lines(Corpus.ROOT.resolve("text").resolve(name + ".txt.gz"));
    String kernel = "# kernel: " + name.substring(0, name.indexOf('-')) + ".0";
    Set<String> whole = divergences(replay(kernel, lines));
    for (int i = 0; i < WINDOWS; i++) {
      int from = 1 + random.nextInt(lines.size() - LENGTHS[0]);
      int to = Math.min(lines.size(), from + LENGTHS[random.nextInt(LENGTHS.length)]);
      for (String head : List.of(kernel, "# a piece")) {
        Set<String> piece = divergences(replay(head, lines.subList(from, to)));
        piece.removeAll(whole);
        assertEquals(
            Set.of(), piece, "lines %d to %d, %s, seed %d".formatted(from, to, head, seed));
      }
    }
  }

  private TraceReport replay(String head, List<String> lines) throws IOException {
    Path file = folder.resolve("piece.txt");
    Files.writeString(file, head + "\n" + String.join("\n", lines) + "\n");
    return new Replayer(new ReplaySettings(Optional.empty(), Integer.MAX_VALUE)).replay(file);
  }

  private static Set<String> divergences(TraceReport report) {
    Set<String> found = new HashSet<>();
    for (Divergence divergence : report.divergences().kept()) {
      found.add(divergence.difference().subject() + " at " + divergence.event().timeNs());
    }
    return found;
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
