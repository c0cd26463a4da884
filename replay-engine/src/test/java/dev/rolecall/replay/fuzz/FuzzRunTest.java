// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.mmu.cpu.Cr0;
import dev.rolecall.mmu.cpu.Cr4;
import dev.rolecall.mmu.cpu.Efer;
import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.role.RoleField;
import dev.rolecall.mmu.role.RoleLayout;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.shrink.Limits;
import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FuzzRunTest {
  @ParameterizedTest
  @ValueSource(strings = {"v5.10", "v5.18", "series/14", "v6.1", "v7.2"})
  void equalSubjectsDoNotDiffer(String id) throws Exception {
    MmuRevision revision = revision(id);
    FuzzRun run = run(plan(revision, SubjectFactory.of(revision), generated(revision), 200, 2));
    assertEquals(List.of(), run.findings());
    assertEquals(200, run.traces());
    assertTrue(run.events() > 30_000, "events: " + run.events());
    assertTrue(run.checked() > 10 * run.events(), "outcomes: " + run.checked());
  }

  @Test
  void enumeratedStatesDoNotDifferBetweenEqualSubjects() throws Exception {
    MmuRevision revision = revision("v6.1");
    Supplier<TraceSource> states = () -> new StateEnumeration(revision);
    FuzzRun run = run(plan(revision, SubjectFactory.of(revision), states, 28, 2));
    assertEquals(List.of(), run.findings());
  }

  @Test
  void findingsDoNotHangOnTheNumberOfThreads() throws Exception {
    String one = signatures(run(plan(1)));
    assertEquals(one, signatures(run(plan(3))));
    assertTrue(one.contains("guest_mmu.cpu_role:guest_mode@nested_entry"), one);
  }

  private static FuzzPlan plan(int jobs) {
    MmuRevision base = revision("v5.19");
    return plan(base, SubjectFactory.of(revision("v6.1")), generated(base), 100, jobs);
  }

  private static String signatures(FuzzRun run) {
    return run.findings().stream()
        .map(f -> f.trace() + "/" + f.divergence().event().number() + " " + f.signature())
        .collect(Collectors.joining("\n"));
  }

  /** Each bit of the word, wrong in one of sixteen register states. */
  static Stream<PlantedBit> bitsOfCpuRole() {
    RoleLayout layout = revision("v6.1").layout();
    return Stream.of(RoleField.values())
        .filter(layout::has)
        .map(
            field ->
                new PlantedBit(
                    ExpectKey.of(MmuId.ROOT_MMU, MmuItem.CPU_ROLE), layout.with(0, field, 1)));
  }

  @ParameterizedTest
  @MethodSource("bitsOfCpuRole")
  void plantedBitIsFound(PlantedBit fault) throws Exception {
    MmuRevision base = revision("v6.1");
    FuzzPlan plan = plan(base, fault, generated(base), 200, 2);
    FuzzRun run = run(plan);
    assertFalse(run.findings().isEmpty(), fault.toString());
    assertEquals("root_mmu.cpu_role", run.findings().get(0).signature().key());
  }

  /** A model with one bit of one role word inverted while CR0.WP, CR4.SMEP and EFER.NX are so. */
  record PlantedBit(ExpectKey key, long bit) implements SubjectFactory {
    @Override
    public String name() {
      return "planted";
    }

    @Override
    public Subject open() throws SubjectException {
      Subject model = SubjectFactory.of(FuzzRunTest.revision("v6.1")).open();
      return new Subject() {
        @Override
        public String name() {
          return "planted";
        }

        @Override
        public MmuRevision start(TraceEvent machine) throws SubjectException {
          return model.start(machine);
        }

        @Override
        public void feed(TraceEvent event) throws SubjectException {
          model.feed(event);
          KeyValues<ExpectKey> outcome = event.expectations();
          if (outcome.has(key) && isFaulty(outcome)) {
            outcome.set(key, outcome.number(key) ^ bit);
          }
        }

        @Override
        public void close() {
          model.close();
        }
      };
    }

    private static boolean isFaulty(KeyValues<ExpectKey> state) {
      return (state.number(ExpectKey.CR0) & Cr0.WP) == 0
          && (state.number(ExpectKey.CR0) & Cr0.PG) != 0
          && (state.number(ExpectKey.CR4) & Cr4.SMEP) != 0
          && (state.number(ExpectKey.EFER) & Efer.NX) != 0;
    }
  }

  @Test
  void caseConformsAtTheBaseAndDivergesAtTheSubject() throws Exception {
    FuzzPlan plan = plan(2);
    FuzzFinding finding =
        run(plan).findings().stream()
            .filter(
                f -> f.signature().toString().equals("guest_mmu.cpu_role:guest_mode@nested_entry"))
            .findFirst()
            .orElseThrow();
    FuzzCase smallest = FuzzCase.of(plan, finding, Limits.NONE);
    assertEquals(3, smallest.events().size(), "machine, vcpu, nested_entry");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    smallest.writeTo(out, List.of("A comment"), plan);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("# A comment", lines.get(0));
    // kvm_init_shadow_npt_mmu() runs before guest mode in v5.19: guest_mode (bit 17) is 0.
    assertTrue(
        lines.get(4).startsWith(",,,,nested_entry,mode=npt,guest_mmu.cpu_role=0x"), lines.get(4));
    long role = Long.decode(lines.get(4).substring(lines.get(4).indexOf("=0x") + 1));
    assertEquals(0, role & 1 << 17);
    assertEquals("guest_mmu.cpu_role-guest_mode-nested_entry.csv", smallest.fileName());
  }

  @Test
  void longSignatureMakesAFileNameThatFileSystemsTake() {
    String fields = "a".repeat(300);
    Signature signature = Signature.parse("root_mmu.cpu_role:" + fields).orElseThrow();
    assertTrue(new FuzzCase(signature, new NoEvents()).fileName().length() < 160);
  }

  private record NoEvents() implements EventSequence {
    @Override
    public int size() {
      return 0;
    }

    @Override
    public TraceEvent get(int index) {
      throw new IndexOutOfBoundsException(index);
    }
  }

  @Test
  void runEndsAfterItsTime() throws Exception {
    MmuRevision base = revision("v6.1");
    FuzzLimits limits = FuzzLimits.NONE.withTime(Duration.ofMillis(200));
    FuzzRun run = run(new FuzzPlan(base, SubjectFactory.of(base), generated(base), limits, 1));
    assertTrue(run.traces() > 0);
  }

  @Test
  void runEndsOnceNothingIsNew() throws Exception {
    MmuRevision base = revision("v6.1");
    TraceSource first = new GeneratedTraces(base, 1, 20);
    TraceSource same =
        new TraceSource() {
          @Override
          public void start(long number) {
            first.start(0);
          }

          @Override
          public boolean next(TraceEvent event) {
            return first.next(event);
          }
        };
    FuzzLimits limits = FuzzLimits.NONE.withQuiet(5);
    FuzzRun run = run(new FuzzPlan(base, SubjectFactory.of(base), () -> same, limits, 1));
    assertEquals(6, run.traces());
  }

  @Test
  void mutatedTracesObeyTheRulesAndDoNotDifferBetweenEqualSubjects() throws Exception {
    MmuRevision base = revision("v6.1");
    TraceCorpus corpus = new TraceCorpus();
    corpus.add(
        TraceFile.of(Path.of("../traces/vectors/v5.18/v5.18-pgd-host4.csv.gz")),
        problem -> {
          throw new AssertionError(problem);
        });
    assertTrue(corpus.size() > 10, "VMs: " + corpus.size());
    GeneratedTracesTest.obeysTheRules(new MutatedTraces(corpus, base, 1), 300);
    Supplier<TraceSource> mutated = () -> new MutatedTraces(corpus, base, 1);
    FuzzRun run = run(plan(base, SubjectFactory.of(base), mutated, 300, 2));
    assertEquals(List.of(), run.findings());
    assertTrue(run.checked() > 100_000, "outcomes: " + run.checked());
  }

  private static FuzzRun run(FuzzPlan plan) throws Exception {
    FuzzRun run = new FuzzRun(plan);
    run.run();
    return run;
  }

  private static FuzzPlan plan(
      MmuRevision base,
      SubjectFactory subject,
      Supplier<TraceSource> traces,
      long count,
      int jobs) {
    return new FuzzPlan(base, subject, traces, FuzzLimits.NONE.withCount(count), jobs);
  }

  private static Supplier<TraceSource> generated(MmuRevision base) {
    return () -> new GeneratedTraces(base, 1, GeneratedTraces.STEPS);
  }

  private static MmuRevision revision(String id) {
    return MmuHistory.find(id).orElseThrow();
  }
}
