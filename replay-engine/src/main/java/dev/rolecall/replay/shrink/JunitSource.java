// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.mmu.revision.MmuRevision;
import java.util.List;
import java.util.stream.Collectors;

/** A shrunk trace as a JUnit 5 test that stands by itself, but for Rolecall's engine. */
public final class JunitSource {
  /** How many characters of CSV a test can hold: a constant of a class has 65 535 bytes at most. */
  public static final int LONGEST = 20_000;

  private static final String QUOTES = "\"\"\"";

  private JunitSource() {}

  /**
   * The class under test.
   *
   * @param packageName its package; empty for none
   * @param simpleName its name, an identifier
   */
  public record Name(String packageName, String simpleName) {}

  /**
   * The source of the test.
   *
   * @param csv the trace as {@link ShrunkCsv} writes it
   * @param replayed the revision of the model
   * @param signatures what the test says diverges, in order; empty if nothing is to
   */
  public static String of(Name name, String csv, MmuRevision replayed, List<String> signatures) {
    String method = signatures.isEmpty() ? "conforms" : "divergesInThisAlone";
    String expected =
        signatures.stream().collect(Collectors.joining("\", \"", "List.of(\"", "\")"));
    expected = signatures.isEmpty() ? "List.of()" : expected;
    String header = name.packageName().isEmpty() ? "" : "package " + name.packageName() + ";\n\n";
    return header
        + TEMPLATE
            .replace("$NAME", name.simpleName())
            .replace("$METHOD", method)
            .replace("$EXPECTED", expected)
            .replace("$REVISION", replayed.id())
            .replace("$CSV", block(csv));
  }

  private static String block(String csv) {
    return csv.replace("\\", "\\\\").replace(QUOTES, "\\\"\"\"").indent(6).stripTrailing();
  }

  private static final String TEMPLATE =
      """
      import static org.junit.jupiter.api.Assertions.assertEquals;

      import dev.rolecall.mmu.revision.MmuHistory;
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
      import org.junit.jupiter.api.Test;

      class $NAME {
        private static final String TRACE =
            ""\"
      $CSV
            ""\";

        @Test
        void $METHOD() {
          byte[] csv = TRACE.getBytes(StandardCharsets.UTF_8);
          TraceReport report =
              new Replayer(new ReplaySettings(MmuHistory.find("$REVISION"), 100))
                  .replay(
                      Path.of("$NAME.csv"),
                      () -> new CsvTraceReader("$NAME.csv", new ByteArrayInputStream(csv)),
                      StepObserver.NONE);
          assertEquals(List.of(), report.problems());
          assertEquals(
              $EXPECTED,
              report.divergences().kept().stream().map(d -> Signature.of(d).toString()).toList());
        }
      }
      """;
}
