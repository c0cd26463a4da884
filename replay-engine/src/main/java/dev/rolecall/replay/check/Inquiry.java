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

  private final Findings findings = new Findings();
  private final Worlds explaining = Worlds.none();
  private Answer[] answers = {};
  private List<Difference> closest = List.of();
  private String reason = "";
  private boolean silent;
  private boolean contradicted;
  private boolean explained;

  /** The check of an observation against a vCPU. */
  interface Question {
    void ask(VcpuMmu model, Findings findings);
  }

  /** Asks the possible worlds; if some do not explain the observation, the others too. */
  void ask(Worlds possible, Candidates candidates, Question question) {
    begin(candidates.count());
    for (int world = possible.next(0); world >= 0; world = possible.next(world + 1)) {
      take(answer(candidates, candidates.of(world), question));
    }
    explaining.set(possible);
    if (contradicted) {
      List<Difference> best = closest;
      collect(candidates, question);
      closest = best;
    }
  }

  private void begin(int classes) {
    if (answers.length < classes) {
      answers = new Answer[classes];
    }
    Arrays.fill(answers, Answer.UNASKED);
    closest = List.of();
    silent = false;
    contradicted = false;
    explained = false;
  }

  private void take(Answer answer) {
    silent |= answer == Answer.SILENT;
    contradicted |= answer == Answer.CONTRADICTS;
    explained |= answer != Answer.CONTRADICTS;
  }

  private void collect(Candidates candidates, Question question) {
    explaining.clear();
    Worlds all = Worlds.all();
    for (int world = all.next(0); world >= 0; world = all.next(world + 1)) {
      if (answer(candidates, candidates.of(world), question) != Answer.CONTRADICTS) {
        explaining.add(world);
      }
    }
  }

  private Answer answer(Candidates candidates, int number, Question question) {
    if (answers[number] == Answer.UNASKED) {
      findings.clear();
      question.ask(candidates.model(number), findings);
      answers[number] = judge();
    }
    return answers[number];
  }

  private Answer judge() {
    if (!findings.isClean()) {
      if (closest.isEmpty() || distance(findings.differences()) < distance(closest)) {
        closest = List.copyOf(findings.differences());
      }
      return Answer.CONTRADICTS;
    }
    if (findings.checked() > 0 && findings.notChecked().isEmpty()) {
      return Answer.EXPLAINS;
    }
    reason = findings.notChecked().isEmpty() ? "" : findings.notChecked().get(0);
    return Answer.SILENT;
  }

  private static int distance(List<Difference> differences) {
    return differences.stream().mapToInt(d -> Math.max(1, d.fields().size())).sum();
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

  /** What differs in the possible world that comes closest. */
  List<Difference> closest() {
    return closest;
  }

  /** Why it was left open. */
  String reason() {
    return reason;
  }
}
