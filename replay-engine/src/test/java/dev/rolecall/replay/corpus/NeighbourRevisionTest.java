// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.report.TraceReport;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Vectors replayed at another point differ in what the kernel changed between the two, and in
 * nothing else. An expectation without fields stands for itself.
 */
final class NeighbourRevisionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // guest mode comes before the NPT context; a write of CR0.WP alone keeps the roots
        "v5.19     | v6.1      | guest_mode, guest_mmu.context, root_mmu.roots, guest_mmu.roots, requests",
        // a CPUID update marks root_role invalid where it made it 0, so what it held is still
        // there; a
        // write of CR0.WP without paging keeps shadow roots
        "v6.1      | v6.12     | access, ad_disabled, cr0_wp, direct, direct_map, efer_nx, guest_mode,"
            + " has_4_byte_gpte, invalid, level, passthrough, shadow_root_level, smap_andnot_wp,"
            + " smep_andnot_wp, smm, root_mmu.roots",
        // shadow paging without nesting forces efer_nx; the extended part is gone from the word
        "series-11 | series/13 | efer_nx, root_mmu.roots",
        // TDP roles depend on no register, so more roots are found again
        "series-07 | series/11 | cr0_pg, cr0_wp, cr4_la57, cr4_pae, cr4_pke, cr4_pse, cr4_smap, cr4_smep,"
            + " efer_lma, efer_nx, root_mmu.roots, requests",
      })
  void differenceIsWhatTheKernelChanged(String traced, String revision, String allowed) {
    Set<String> names = Set.of(allowed.split(", *"));
    Set<String> found = new TreeSet<>();
    Stream<Path> traces = Corpus.traces("vectors/" + traced).stream();
    traces.forEach(trace -> collect(Corpus.replayAt(trace, revision), found));
    assertFalse(found.isEmpty(), "the change shows in the vectors");
    Set<String> unexpected = new TreeSet<>(found);
    unexpected.removeAll(names);
    assertEquals(Set.of(), unexpected, "differs beyond what the kernel changed");
  }

  private static void collect(TraceReport report, Set<String> found) {
    for (Divergence divergence : report.divergences().kept()) {
      collect(divergence.difference(), found);
      divergence.also().forEach(also -> collect(also, found));
    }
  }

  private static void collect(Difference difference, Set<String> found) {
    if (difference.fields().isEmpty()) {
      String subject = difference.subject();
      boolean level = subject.endsWith("_level") || subject.endsWith("direct_map");
      found.add(level ? subject.substring(subject.indexOf('.') + 1) : subject);
    }
    for (FieldDiff field : difference.fields()) {
      found.add(field.name());
    }
  }
}
