// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.csv.CsvTraceReader;
import dev.rolecall.replay.shrink.Shrunk.Proof;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.store.StoredTrace;
import dev.rolecall.replay.subject.SubjectFactory;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceShrinkingTest {
  private static final long SECOND = 1_000_000_000;

  /** PG counts for nothing without a vCPU, and SMEP not without PG. */
  private static final List<String> PLANTED =
      List.of(
          "machine,revision=v6.1,",
          "vcpu,,",
          "write,cr4=0x100000,",
          "write,cr0=0x80000001,root_mmu.cpu_role.cr4_smep=0");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void threeEventCauseInTenThousandTakesASecondAtMost(long seed) throws Exception {
    EventStore store = PlantedTrace.of(10_000, seed);
    long start = cpuTime();
    assertEquals(PLANTED, rows(shrink(store, recorded(), Optional.empty())));
    assertTrue(cpuTime() - start < SECOND, (cpuTime() - start) / 1_000_000 + " ms");
  }

  @Test
  @EnabledIfSystemProperty(named = "rolecall.large", matches = "true")
  void threeEventCauseInAMillionTakesTenSecondsAtMost() throws Exception {
    EventStore store = PlantedTrace.of(1_000_000, 1);
    long start = cpuTime();
    assertEquals(PLANTED, rows(shrink(store, recorded(), Optional.empty())));
    assertTrue(cpuTime() - start < 10 * SECOND, (cpuTime() - start) / 1_000_000 + " ms");
  }

  /** KVM 6.1 gives L1 back the CR4 of L2: traces/README.md. */
  @Test
  void bugOfTheKernelInACaptureIsAHandfulOfEvents() throws Exception {
    Result result =
        shrink(read("captures/6.1/npt0-flow-nestednp.dat"), recorded(), Optional.empty());
    assertEquals(
        List.of(
            "machine,revision=v6.1,",
            "vcpu,,",
            "write,cr4=0x10,",
            "nested_entry,mode=shadow,",
            "nested_exit,,cr4=0x20"),
        rows(result));
    assertEquals(List.of("cr4:PAE+PSE@nested_exit"), result.replayed());
  }

  /** Since v6.1 a change of CR0.WP alone keeps roots: kvm_post_set_cr0() in v6.1. */
  @Test
  void differenceOfTwoKernelsIsTheChangeItself() throws Exception {
    Result result =
        shrink(
            read("vectors/v5.19/v5.19-pgd-host3.csv.gz"),
            new Question.Recorded(Optional.of(revision("v6.1"))),
            Signature.parse("root_mmu.roots@write"));
    assertEquals(
        List.of(
            "machine,revision=v5.19 vendor=intel ept_ad=0,",
            "vcpu,cr0=0x10010,",
            "load,,",
            "write,cr0=0x0,\"root_mmu.roots=-,-,-,-\""),
        rows(result));
    assertEquals(List.of(), ShrunkReplay.signatures(result.csv(), revision("v5.19")));
  }

  /** Since series/13 shadow paging forces efer_nx: kvm_init_shadow_mmu(). */
  @Test
  void comparisonOfTwoRevisionsExpectsWhatTheFirstDid() throws Exception {
    Question.Compared compared =
        new Question.Compared(SubjectFactory.of(revision("v5.18")), revision("v6.1"));
    EventStore store = read("captures/6.1/npt0-flow-nestednp.dat");
    Result result = shrink(store, compared, Optional.empty());
    Shrunk written =
        Outcomes.write(result.shrunk(), compared, result.symptom().signature()).orElseThrow();
    String csv = ShrunkCsv.text(written, result.origin(), "x.csv");
    assertEquals(
        List.of("machine,revision=v5.18 tdp=0,", "vcpu,,root_mmu.mmu_role.efer_nx=0"), rows(csv));
    assertEquals(
        List.of("root_mmu.mmu_role:efer_nx@vcpu"), ShrunkReplay.signatures(csv, revision("v6.1")));
    assertEquals(List.of(), ShrunkReplay.signatures(csv, revision("v5.18")));
  }

  @Test
  void traceThatConformsHasNothingToShrink() throws Exception {
    EventStore store = read("vectors/v5.19/v5.19-pgd-host3.csv.gz");
    assertEquals(
        Optional.empty(),
        DivergenceSymptom.first(Selection.all(store), recorded(), Optional.empty(), problem -> {}));
  }

  @Test
  void fieldsOfAWordThatDifferTogetherStayTogether() throws Exception {
    EventStore store =
        parse(
            """
            event,args,expect
            machine,revision=v6.1,
            vcpu,cr0=0x80050033 cr4=0x100020 efer=0xd01,
            observe,,root_mmu.cpu_role.level=4
            write,cr4=0x3000a0,root_mmu.cpu_role=0x0
            """);
    Result result = shrink(store, recorded(), Optional.empty());
    assertEquals(
        result.symptom().signature().fields().stream().sorted().toList(),
        result.replayed().stream().map(s -> s.replaceAll(".*:(.*)@write", "$1")).sorted().toList());
  }

  private static Question recorded() {
    return new Question.Recorded(Optional.empty());
  }

  private record Result(Shrunk shrunk, DivergenceSymptom symptom, Origin origin) {
    private String csv() {
      return ShrunkCsv.text(shrunk, origin, "x.csv");
    }

    private List<String> replayed() {
      return ShrunkReplay.signatures(csv(), origin.replayed());
    }
  }

  private static Result shrink(EventStore store, Question question, Optional<Signature> wanted)
      throws Exception {
    MmuRevision model =
        question instanceof Question.Compared compared
            ? compared.revision()
            : ((Question.Recorded) question).revision().orElse(revision("v6.1"));
    DivergenceSymptom symptom =
        DivergenceSymptom.first(Selection.all(store), question, wanted, problem -> {})
            .orElseThrow();
    long events = store.size();
    Shrunk shrunk = new Shrinker(symptom, Limits.NONE, Progress.NONE).shrink(store);
    assertEquals(Proof.MINIMAL, shrunk.proof());
    return new Result(shrunk, symptom, new Origin("t.csv", events, symptom.divergence(), model));
  }

  private static List<String> rows(Result result) {
    return rows(result.csv());
  }

  private static List<String> rows(String csv) {
    return csv.lines()
        .filter(line -> !line.startsWith("#") && !line.startsWith("event,"))
        .collect(Collectors.toList());
  }

  private static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow();
  }

  private static EventStore read(String trace) throws Exception {
    return StoredTrace.read(
            TraceFile.of(Corpus.ROOT.resolve(trace)),
            problem -> {
              throw new AssertionError(problem.toString());
            })
        .events();
  }

  private static EventStore parse(String csv) throws Exception {
    CsvTraceReader reader =
        new CsvTraceReader("t.csv", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
    return StoredTrace.read(
            reader,
            problem -> {
              throw new AssertionError(problem.toString());
            })
        .events();
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
