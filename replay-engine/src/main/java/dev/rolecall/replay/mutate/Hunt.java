// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.mutate.Baseline.Witness;
import dev.rolecall.replay.mutate.IsolatedModel.Answer;
import dev.rolecall.replay.mutate.Verdict.Sign;
import dev.rolecall.replay.mutate.Verdict.Status;
import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.mutate.inside.Effect;
import java.util.List;

/** Lets mutants act one by one, and has the traces that reach each look for it. */
final class Hunt {
  /** A replay hangs if it takes so many times the steps of the healthy one, and some more. */
  private static final long MORE_STEPS = 20;

  private static final long SOME_STEPS = 100_000;

  private final ProgramCode code;
  private final String revision;
  private final Baseline baseline;

  Hunt(ModelMutants mutants, String revision, Baseline baseline) {
    this.code = mutants.planted();
    this.revision = revision;
    this.baseline = baseline;
  }

  /** A model for a worker, which has initialised all classes that the traces need. */
  IsolatedModel newModel() {
    IsolatedModel model = new IsolatedModel(code, revision, Reach.ofNothing());
    for (Witness witness : baseline.witnesses()) {
      Answer answer = ask(witness, model, IsolatedModel.HEALTHY);
      if (answer.effect() != Effect.CONFORMS) {
        throw new IllegalStateException(witness.trace().name() + " without a fault: " + answer);
      }
    }
    return model;
  }

  /** Hunts a mutant; a worker's model is at hand. */
  Verdict hunt(IsolatedModel model, Mutant mutant) {
    List<Witness> reaching = baseline.reaching(mutant.point());
    if (reaching.isEmpty()) {
      return new Verdict(mutant, Status.NOT_REACHED, 0, Sign.NONE);
    }
    IsolatedModel changed =
        baseline.isOfStart(mutant.point())
            ? new IsolatedModel(code, revision, Reach.ofNothing()).actingAtStart()
            : model;
    for (Witness witness : reaching) {
      Answer answer = ask(witness, changed, mutant.number());
      if (answer.effect() != Effect.CONFORMS) {
        Sign sign = new Sign(witness.trace().name(), answer.effect(), answer.detail());
        return new Verdict(mutant, Status.NOTICED, reaching.size(), sign);
      }
    }
    return new Verdict(mutant, Status.SURVIVED, reaching.size(), Sign.NONE);
  }

  private static Answer ask(Witness witness, IsolatedModel model, int mutant) {
    return model.replay(witness.trace(), mutant, witness.steps() * MORE_STEPS + SOME_STEPS);
  }
}
