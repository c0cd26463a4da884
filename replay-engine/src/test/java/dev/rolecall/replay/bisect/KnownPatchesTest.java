// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.bisect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.diff.History;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each patch of the series changed is found in traces of the corpus, and found to be its. */
final class KnownPatchesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v5.18 | v5.19 | series-07-cpu-role-appears | root_mmu.cpu_role | series/07",
        "v5.18 | v5.19 | series-11-more-roots-are-found | root_mmu.roots@load | series/11",
        "v5.18 | v5.19 | series-13-shadow-efer-nx | root_mmu.mmu_role:efer_nx@write | series/13",
        "v5.18 | v5.19 | series-14-cpuid-makes-the-role-0 | guest_mmu.mmu_role:level@cpuid | series/14",
        "v5.18 | v5.19 | series-16-ext-bits-lost | root_mmu.role.cr0_pg | series/16",
        "v5.18 | v5.19 | series-16-ext-bits-lost | root_mmu.role.cr4_pae | series/16",
        "v5.19 | v6.1  | v6.1-guest-mode-in-the-npt-role | guest_mmu.cpu_role:guest_mode | v6.1",
        "v5.19 | v6.1  | v6.1-wp-write-keeps-roots | root_mmu.roots@write | v6.1",
      })
  void patchIsNamed(String good, String bad, String trace, String signature, String patch)
      throws Exception {
    Optional<RevisionBisection.Result> found =
        bisect(good, bad, "found/" + trace + ".csv").find(Signature.parse(signature).orElseThrow());
    assertTrue(found.isPresent(), "the two differ so");
    assertEquals(patch, found.get().culprit().revision().id());
  }

  @Test
  void whatDoesNotDifferHasNoPatch() throws Exception {
    RevisionBisection bisection =
        bisect("series/01", "series/06", "spec/tdp-init/series-07-split.csv");
    assertEquals(Optional.empty(), bisection.firstDifference());
    assertEquals(
        Optional.empty(), bisection.find(Signature.parse("root_mmu.cpu_role").orElseThrow()));
  }

  private static RevisionBisection bisect(String good, String bad, String trace) throws Exception {
    Path file = Corpus.ROOT.resolve(trace);
    History history = History.between(revision(good), revision(bad)).orElseThrow();
    return RevisionBisection.of(
        TraceFile.of(file),
        history,
        problem -> {
          throw new AssertionError(problem);
        });
  }

  private static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow();
  }
}
