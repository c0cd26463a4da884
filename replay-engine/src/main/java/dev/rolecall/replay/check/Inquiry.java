// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.VcpuMmu;
import dev.rolecall.replay.knowledge.Worlds;
import java.util.Arrays;
import java.util.List;

/**
 * Asks each possible world whether it explains an observation: the check of a vCPU whose state is
 * known, run on a vCPU in that world's state. Reused from observation to observation.
 */
final class Inquiry {
  /** What the check of a class of worlds came to. */
  private enum Answer {
    UNASKED,
    EXPLAINS,
    CONTRADICTS,
    /** The check leaves it open. */
    SILENT
  }

  private static final Worlds ALL = Worlds.all();

  private final Findings findings = new Findings(Findings.Detail.YES_OR_NO);
  private final Worlds explaining = Worlds.none();
  private Answer[] answers = {};
  private int closest;
  private int distance;
  private String reason = "";
  private boolean silent;
  private boolean contradicted;
  private boolean explained;

  /** The check of an observation against a vCPU. */
  interface Question {
    void ask(VcpuMmu model, Findings findings);
  }

  /**
   * An observation, as it is put to the states of one context.
   *
   * @param view the context
   * @param candidates its states
   * @param relevant the bits of a state that may decide about it, as {@link WorldBit} masks
   * @param question the check
   */
  record Observation(View view, Candidates candidates, int relevant, Question question) {
    int classOf(int world) {
      return candidates.of(world & relevant);
    }
  }

  /** Asks the possible worlds; if some do not explain the observation, the others too. */
  void ask(Worlds possible, Observation observation) {
    begin(observation.candidates().count());
    for (int world = possible.next(0); world >= 0; world = possible.next(world + 1)) {
      take(answer(observation, observation.classOf(world)));
    }
    explaining.set(possible);
    if (contradicted) {
      int best = closest;
      collect(observation);
      closest = best;
    }
  }

  private void begin(int classes) {
    if (answers.length < classes) {
      answers = new Answer[classes];
    }
    Arrays.fill(answers, Answer.UNASKED);
    closest = -1;
    silent = false;
    contradicted = false;
    explained = false;
  }

  private void take(Answer answer) {
    silent |= answer == Answer.SILENT;
    contradicted |= answer == Answer.CONTRADICTS;
    explained |= answer != Answer.CONTRADICTS;
  }

  private void collect(Observation observation) {
    explaining.clear();
    for (int world = ALL.next(0); world >= 0; world = ALL.next(world + 1)) {
      if (answer(observation, observation.classOf(world)) != Answer.CONTRADICTS) {
        explaining.add(world);
      }
    }
  }

  private Answer answer(Observation observation, int number) {
    if (answers[number] == Answer.UNASKED) {
      findings.clear();
      observation.question().ask(observation.candidates().model(number), findings);
      answers[number] = judge(number);
    }
    return answers[number];
  }

  private Answer judge(int number) {
    if (!findings.isClean()) {
      int differing =
          findings.differences().stream().mapToInt(d -> Math.max(1, d.fields().size())).sum();
      if (closest < 0 || differing < distance) {
        closest = number;
        distance = differing;
      }
      return Answer.CONTRADICTS;
    }
    if (findings.checked() > 0 && findings.notChecked().isEmpty()) {
      return Answer.EXPLAINS;
    }
    reason = findings.notChecked().isEmpty() ? "" : findings.notChecked().get(0);
    return Answer.SILENT;
  }

  /** Whether a possible world explains the observation, or leaves it open. */
  boolean isExplained() {
    return explained;
  }

  /** Whether every possible world explains it, and none leaves it open. */
  boolean isCertain() {
    return !contradicted && !silent;
  }

  /** Whether a possible world does not explain it. */
  boolean isContradicted() {
    return contradicted;
  }

  /** The worlds, possible or not, that explain it; all possible ones if none contradicts it. */
  Worlds explaining() {
    return explaining;
  }

  /** What differs in the possible world that comes closest, if one contradicts it. */
  List<Difference> closest(Observation observation) {
    Findings told = new Findings();
    observation.question().ask(observation.candidates().model(closest), told);
    return List.copyOf(told.differences());
  }

  /** Why it was left open. */
  String reason() {
    return reason;
  }
}
