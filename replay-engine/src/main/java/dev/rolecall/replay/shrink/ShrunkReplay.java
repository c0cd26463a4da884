// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.csv.CsvTraceReader;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.StepObserver;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the text of a shrunk trace shows when it is read and replayed like any other. */
public final class ShrunkReplay {
  private ShrunkReplay() {}

  /**
   * The signatures of all that diverges.
   *
   * @throws IllegalStateException if the text is no faultless trace, which is a bug of ours
   */
  public static List<String> signatures(String csv, MmuRevision revision) {
    byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
    ReplaySettings settings = new ReplaySettings(Optional.of(revision), Integer.MAX_VALUE);
    TraceReport report =
        new Replayer(settings)
            .replay(
                Path.of("shrunk.csv"),
                () -> new CsvTraceReader("shrunk.csv", new ByteArrayInputStream(bytes)),
                StepObserver.NONE);
    if (!report.problems().isEmpty()) {
      throw new IllegalStateException(report.problems() + " in\n" + csv);
    }
    return report.divergences().kept().stream().map(d -> Signature.of(d).toString()).toList();
  }
}
