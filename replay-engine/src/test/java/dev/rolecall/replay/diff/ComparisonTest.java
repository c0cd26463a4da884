// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.Tally;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.run.StepObserver;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ComparisonTest {
  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "series/13", "v6.1", "v7.2"})
  void aRevisionDoesNotDifferFromItself(String id) throws Exception {
    for (Path trace : Corpus.traces("spec")) {
      assertEquals(Set.of(), compare(trace, id, id), trace.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vectors/v5.18", "vectors/v7.2"})
  void unchangedPatchesDoNotDifferFromTheirParents(String folder) throws Exception {
    for (Path trace : Corpus.traces(folder)) {
      assertEquals(Set.of(), compare(trace, "series/01", "series/06"), trace.toString());
    }
  }

  @Test
  void nestedPagingBeforeGuestModeDiffersInThatBit() throws Exception {
    Path trace = Path.of("../traces/spec/shadow-npt/v6.1-in-guest-mode.csv");
    Set<String> found = compare(trace, "v5.19", "v6.1");
    assertTrue(found.contains("guest_mmu.cpu_role:guest_mode@nested_entry"), found.toString());
  }

  private static Set<String> compare(Path trace, String base, String subject) throws Exception {
    List<Divergence> found = new ArrayList<>();
    TraceReplay.Sinks sinks =
        new TraceReplay.Sinks(
            problem -> {
              throw new AssertionError(problem);
            },
            new Tally(),
            keeping(found),
            StepObserver.NONE);
    Question question = new Question.Compared(SubjectFactory.of(revision(base)), revision(subject));
    try (Trial trial = question.begin(trace.toString(), sinks);
        TraceReader reader = TraceFormats.open(trace)) {
      reader.read(trial.handler(), problem -> {});
      trial.finish();
    }
    return found.stream()
        .map(divergence -> Signature.of(divergence).toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow();
  }

  private static VcpuCheck.DivergenceSink keeping(List<Divergence> found) {
    return new VcpuCheck.DivergenceSink() {
      @Override
      public void diverged(Divergence divergence) {
        found.add(divergence);
      }

      @Override
      public void repeated(Difference difference) {}
    };
  }
}
