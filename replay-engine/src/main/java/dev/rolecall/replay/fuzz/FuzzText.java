// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Difference.FieldDiff;
import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.report.Counts;
import java.io.IOException;
import java.util.stream.Collectors;

/** Tells people what a run found. */
public final class FuzzText {
  private static final int TEXT_LENGTH = 90;

  private final Appendable out;
  private final FuzzPlan plan;

  /** Prints to {@code out} what a run of a plan found. */
  public FuzzText(Appendable out, FuzzPlan plan) {
    this.out = out;
    this.plan = plan;
  }

  /**
   * Prints one difference.
   *
   * @param kept where a case of it stands; empty if nowhere
   */
  public void finding(FuzzFinding finding, String kept) throws IOException {
    Difference difference = finding.divergence().difference();
    line("difference: " + finding.signature());
    line(
        "  --> trace %d, event %d: %s"
            .formatted(
                finding.trace(),
                finding.divergence().event().number(),
                shortened(finding.divergence().event().text())));
    for (FieldDiff field : difference.fields()) {
      value(field.name(), number(field.recorded()), number(field.model()));
    }
    if (difference.fields().isEmpty()) {
      value(difference.subject(), difference.recorded(), difference.model());
    }
    if (!kept.isEmpty()) {
      line("  = kept: " + kept);
    }
    line("");
  }

  private void value(String what, String recorded, String model) throws IOException {
    boolean base = plan.subject().revision().isPresent(); // whose outcomes are the recorded ones
    line(
        "   |  %s: %s has %s, %s has %s"
            .formatted(
                what,
                plan.base().id(),
                shortened(base ? recorded : model),
                plan.subject().name(),
                shortened(base ? model : recorded)));
  }

  /** Prints how a subject failed. */
  public void failure(long trace, Failure failure, int count) throws IOException {
    line("failure: " + plan.subject().name() + " failed on " + Counts.of(count, "trace"));
    line("  --> trace %d, event %d: %s".formatted(trace, failure.event(), failure.message()));
    line("");
  }

  /** Prints the sum of a run. */
  public void summary(FuzzRun run) throws IOException {
    int differences = run.findings().size();
    line(
        "%s against %s: %s, %s, %s compared: %s"
            .formatted(
                plan.subject().name(),
                plan.base().id(),
                Counts.of(run.traces(), "trace"),
                Counts.of(run.events(), "event"),
                Counts.of(run.checked(), "outcome"),
                differences == 0 ? "no difference" : Counts.of(differences, "difference")));
  }

  private void line(String text) throws IOException {
    out.append(text).append('\n');
  }

  private static String number(long value) {
    return value >>> 1 == 0 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static String shortened(String text) {
    String one = text.lines().collect(Collectors.joining(" "));
    return one.length() <= TEXT_LENGTH ? one : one.substring(0, TEXT_LENGTH) + "…";
  }
}
