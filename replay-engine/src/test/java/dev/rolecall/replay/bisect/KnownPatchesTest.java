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
        // cpu_role appears
        "v5.18 | v5.19 | spec/tdp-init/v5.18-paging-modes.csv | root_mmu.cpu_role | series/07",
        // more TDP roots are found again
        "v5.18 | v5.19 | spec/roots/series-10-tdp-roots-with-registers.csv | root_mmu.pgd | series/11",
        // shadow paging always has EFER.NX
        "v5.18 | v5.19 | spec/shadow-init/series-12-nx-follows-guest.csv"
            + " | root_mmu.mmu_role:efer_nx | series/13",
        // a CPUID update makes the role 0
        "v5.18 | v5.19 | spec/cpuid/v5.18-guest-mmu-stays-invalid.csv"
            + " | guest_mmu.mmu_role:level@cpuid | series/14",
        // no word keeps cr0_pg and cr4_pae any more
        "v5.18 | v5.19 | spec/tdp-init/v5.18-paging-modes.csv | root_mmu.role.cr0_pg | series/16",
        "v5.18 | v5.19 | spec/tdp-init/v5.18-paging-modes.csv | root_mmu.role.cr4_pae | series/16",
        // guest mode comes before the NPT context
        "v5.19 | v6.1 | spec/shadow-npt/v6.1-in-guest-mode.csv"
            + " | guest_mmu.cpu_role:guest_mode | v6.1",
        // a write of CR0.WP alone keeps the roots
        "v5.19 | v6.1 | spec/roots/v5.19-wp-write-drops-roots.csv | root_mmu.roots@write | v6.1",
      })
  void patchIsNamed(String good, String bad, String trace, String signature, String patch)
      throws Exception {
    Optional<RevisionBisection.Result> found =
        bisect(good, bad, trace).find(Signature.parse(signature).orElseThrow());
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
