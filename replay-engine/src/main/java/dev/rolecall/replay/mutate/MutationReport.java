// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.mmu.rule.RuleVariant;
import dev.rolecall.replay.mutate.Verdict.Status;
import dev.rolecall.replay.mutate.code.Mutant;
import dev.rolecall.replay.trace.InputProblem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a set of traces is worth as a test.
 *
 * @param revisions the revisions whose rules got faults
 * @param traces the traces that were to notice, the quickest first
 * @param leftOut the traces that could not
 * @param problems what is wrong with the input
 * @param faults how many faults the rules can have
 * @param findings what became of those that were planted, in the order of the code
 */
public record MutationReport(
    List<String> revisions,
    List<String> traces,
    List<LeftOut> leftOut,
    List<InputProblem> problems,
    int faults,
    List<Finding> findings) {

  /**
   * A trace that does not conform without a fault, so that it could not notice one.
   *
   * @param trace its name
   * @param why what it does instead
   */
  public record LeftOut(String trace, String why) {}

  /**
   * A planted fault and its end.
   *
   * @param rule the name of the rule or the part of the model
   * @param labels the variants of that rule that the revisions have
   * @param method the method, as people call it
   * @param verdict what became of it
   */
  public record Finding(
      String rule, List<RuleVariant.Label> labels, String method, Verdict verdict) {
    /** The fault. */
    public Mutant mutant() {
      return verdict.mutant();
    }
  }

  /** The findings of that status. */
  public List<Finding> findings(Status status) {
    return findings.stream().filter(f -> f.verdict().status() == status).toList();
  }

  /** The findings by the name of the rule. */
  public Map<String, List<Finding>> byRule() {
    return byRule(findings);
  }

  /** Some findings by rule, those of a rule in their order. */
  static Map<String, List<Finding>> byRule(List<Finding> findings) {
    return findings.stream()
        .collect(Collectors.groupingBy(Finding::rule, TreeMap::new, Collectors.toList()));
  }

  /** How the planted faults ended. */
  public Score score() {
    return Score.of(findings);
  }

  /**
   * How faults ended.
   *
   * @param noticed a trace noticed so many
   * @param survived so many are in code that traces reach, and no trace noticed
   * @param notReached so many are in code that no trace reaches
   */
  public record Score(long noticed, long survived, long notReached) {
    static Score of(List<Finding> findings) {
      return new Score(
          count(findings, Status.NOTICED),
          count(findings, Status.SURVIVED),
          count(findings, Status.NOT_REACHED));
    }

    private static long count(List<Finding> findings, Status status) {
      return findings.stream().filter(f -> f.verdict().status() == status).count();
    }

    /** How many there were. */
    public long planted() {
      return noticed + survived + notReached;
    }

    /** The share that was noticed, in percent; 0 of nothing. */
    public double percent() {
      return percentOf(planted());
    }

    /** The share that was noticed of those that were reached, in percent; 0 of nothing. */
    public double percentOfReached() {
      return percentOf(noticed + survived);
    }

    private double percentOf(long all) {
      return all == 0 ? 0 : 100.0 * noticed / all;
    }
  }
}
