// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.common.collect.ImmutableList;
import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.mutate.IsolatedModel.Answer;
import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.mutate.inside.Effect;
import dev.rolecall.replay.mutate.inside.MutantSwitch;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedModelTest {
  private static final long PLENTY = 10_000_000;

  private final ModelMutants mutants;
  private MutationTrace trace;

  @TempDir Path folder;

  IsolatedModelTest() throws IOException {
    mutants = ModelMutants.read();
  }

  @BeforeEach
  void writeTrace() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("trace.csv"),
            """
            event,args,expect
            machine,revision=v6.1 vendor=amd,
            vcpu,cr0=0x80010011 cr4=0x20 efer=0xd00,root_mmu.root_role=0x3784
            """);
    trace = new MutationTrace(TraceFile.of(file), file);
  }

  @Test
  void mutantOfOneModelIsNoneOfAnother() {
    ProgramCode code = mutants.planted();
    IsolatedModel changed = new IsolatedModel(code, "", Reach.ofNothing());
    IsolatedModel other = new IsolatedModel(code, "", Reach.ofNothing());
    assertEquals(Effect.DIVERGES, replay(changed, fault()).effect());
    assertEquals(new Answer(Effect.CONFORMS, "v6.1", 0), withoutSteps(replay(other, -1)));
    assertEquals(Effect.CONFORMS, replay(changed, IsolatedModel.HEALTHY).effect());
    assertEquals(MutantSwitch.NONE, MutantSwitch.active);
  }

  @Test
  void replayThatTakesTooManyStepsHangs() {
    IsolatedModel model = new IsolatedModel(mutants.planted(), "", Reach.ofNothing());
    replay(model, IsolatedModel.HEALTHY);
    assertEquals(Effect.HANGS, model.replay(trace, IsolatedModel.HEALTHY, 10).effect());
  }

  @Test
  void modelAndEngineAreLoadedAnewAndLibrariesAreShared() throws Exception {
    ClassLoader loader = new IsolatedLoader(mutants.planted());
    for (Class<?> anew : new Class<?>[] {VcpuMmu.class, TraceEvent.class, MutantSwitch.class}) {
      Class<?> loaded = loader.loadClass(anew.getName());
      assertNotSame(anew, loaded);
      assertSame(loaded, loader.loadClass(anew.getName()));
    }
    assertSame(ImmutableList.class, loader.loadClass(ImmutableList.class.getName()));
  }

  @Test
  void everyClassIsValidWithAllItsMutants() throws Exception {
    ClassLoader loader = new IsolatedLoader(mutants.planted());
    for (String name : ModelCode.read().classes().keySet()) {
      Class.forName(name, true, loader);
    }
  }

  @Test
  void mutantsStandAtTheirNumbers() {
    for (int i = 0; i < mutants.all().size(); i++) {
      assertEquals(i, mutants.all().get(i).number());
    }
  }

  /** With TDP, cr0_wp is always 1: without it every root_role differs. */
  private int fault() {
    return mutants.all().stream()
        .filter(m -> m.place().className().endsWith(".TdpRole$3"))
        .filter(m -> m.words().startsWith("CR0_WP turned into"))
        .mapToInt(Mutant::number)
        .findFirst()
        .orElseThrow();
  }

  private Answer replay(IsolatedModel model, int mutant) {
    return model.replay(trace, mutant, PLENTY);
  }

  private static Answer withoutSteps(Answer answer) {
    return new Answer(answer.effect(), answer.detail(), 0);
  }
}
