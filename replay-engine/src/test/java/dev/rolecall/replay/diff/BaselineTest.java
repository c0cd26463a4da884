// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BaselineTest {
  @TempDir private Path folder;

  @Test
  void anEntryHoldsUntilItsLastRevision() throws IOException {
    Baseline baseline = read("signature,until,reason\nrequests,v6.1,flushes were merged\n");
    assertTrue(baseline.meant(signature("requests@write"), revision("v5.19")).isPresent());
    assertTrue(baseline.meant(signature("requests@write"), revision("v6.1")).isPresent());
    assertEquals(Optional.empty(), baseline.meant(signature("requests@write"), revision("v6.12")));
  }

  @Test
  void entriesThatNothingAskedForAreStale() throws IOException {
    Baseline baseline =
        read(
            "# meant\nsignature,until,reason\nrequests,,one\nroot_mmu.pgd@load,,\"two, quoted\"\n");
    assertTrue(baseline.meant(signature("requests@write"), Optional.empty()).isPresent());
    assertEquals(
        List.of("two, quoted"), baseline.stale().stream().map(Baseline.Entry::reason).toList());
  }

  @Test
  void whatIsWrittenIsReadOnceReasonsAreGiven() throws IOException {
    StringBuilder text = new StringBuilder();
    Baseline.write(text, List.of(signature("root_mmu.cpu_role:cr0_wp+efer_nx@write")));
    Baseline baseline = read(text.toString().replace(",,\n", ",,because\n"));
    assertEquals(1, baseline.stale().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "requests,,                | reason: expected the reason why requests is meant",
        "requests,v9.9,because     | until: no kernel point 'v9.9', see rolecall revisions",
        "@write,,because           | signature: expected KEY:FIELD+FIELD@EVENT, got '@write'",
        "requests                  | expected 3 cells, got 1"
      })
  void aBadEntryIsNamedWithItsLine(String row, String message) throws IOException {
    List<InputProblem> problems = new ArrayList<>();
    Baseline.read(write("signature,until,reason\n" + row + "\n"), problems);
    assertEquals(List.of(message), problems.stream().map(InputProblem::message).toList());
    assertEquals("2:1", problems.get(0).place().toString());
  }

  @Test
  void aFileWithoutTheColumnsIsNone() throws IOException {
    List<InputProblem> problems = new ArrayList<>();
    Baseline.read(write("requests\n"), problems);
    assertEquals(1, problems.size());
  }

  private Baseline read(String text) throws IOException {
    List<InputProblem> problems = new ArrayList<>();
    Baseline baseline = Baseline.read(write(text), problems);
    assertEquals(List.of(), problems);
    return baseline;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("baseline.csv"), text);
  }

  private static Signature signature(String text) {
    return Signature.parse(text).orElseThrow();
  }

  private static Optional<MmuRevision> revision(String id) {
    return MmuHistory.find(id);
  }
}
