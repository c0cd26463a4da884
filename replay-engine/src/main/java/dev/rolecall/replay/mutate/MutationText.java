// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.mmu.rule.RuleVariant.Label;
import dev.rolecall.replay.mutate.MutationReport.Finding;
import dev.rolecall.replay.mutate.MutationReport.Score;
import dev.rolecall.replay.mutate.Verdict.Status;
import dev.rolecall.replay.mutate.code.CodePlace;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Prints a report for people: the score of each rule, then what no trace notices. */
public final class MutationText {
  private static final String ROW = "%-18s%-11s%9s%10s%13s%8s";
  private static final int NAMED = 3;

  private final Palette palette;
  private final List<String> lines = new ArrayList<>();

  public MutationText(Palette palette) {
    this.palette = palette;
  }

  /** The report in lines. */
  public List<String> lines(MutationReport report) {
    lines.clear();
    lines.add(title(report));
    lines.add("");
    addScores(report);
    addSurvivors(report);
    addNotReached(report);
    lines.add("");
    lines.add(verdict(report));
    return List.copyOf(lines);
  }

  private String title(MutationReport report) {
    long planted = report.score().planted();
    String faults =
        planted == report.faults()
            ? Counts.of(planted, "fault")
            : Counts.grouped(planted) + " of " + Counts.of(report.faults(), "fault");
    String title =
        "%s planted in the rules of %s, looked for by %s"
            .formatted(
                faults, revisions(report.revisions()), Counts.of(report.traces().size(), "trace"));
    return palette.paint(Tone.TITLE, title);
  }

  private static String revisions(List<String> ids) {
    return ids.size() <= NAMED
        ? String.join(", ", ids)
        : "%d kernel points, %s to %s".formatted(ids.size(), ids.get(0), ids.get(ids.size() - 1));
  }

  private void addScores(MutationReport report) {
    lines.add(row("rule", "variant", "noticed", "survived", "not reached", "score"));
    report.byRule().forEach((rule, findings) -> addScore(rule, variants(findings), findings));
    addScore("all", "", report.findings());
  }

  private void addScore(String rule, String variants, List<Finding> findings) {
    Score score = Score.of(findings);
    lines.add(
        row(
            rule,
            variants,
            Counts.grouped(score.noticed()),
            Counts.grouped(score.survived()),
            Counts.grouped(score.notReached()),
            percent(score.percent())));
  }

  private static String row(String... cells) {
    return ROW.formatted((Object[]) cells);
  }

  private static String variants(List<Finding> findings) {
    List<Label> labels = findings.get(0).labels();
    return switch (labels.size()) {
      case 0 -> "";
      case 1 -> labels.get(0).variant();
      default -> labels.size() + " of them";
    };
  }

  private void addSurvivors(MutationReport report) {
    List<Finding> survivors = report.findings(Status.SURVIVED);
    if (!survivors.isEmpty()) {
      addHeading("survived", survivors.size(), "traces come through the place, and none notices");
      byRule(survivors)
          .forEach((rule, findings) -> addBlock(rule, findings, survivorRows(findings)));
    }
  }

  private static Columns survivorRows(List<Finding> findings) {
    Columns rows = new Columns();
    for (Finding finding : findings) {
      CodePlace place = finding.mutant().place();
      rows.row(
          "  " + place.file() + ":" + place.line(),
          finding.method(),
          Counts.of(finding.verdict().reachedBy(), "trace"),
          finding.mutant().words());
    }
    return rows;
  }

  private void addNotReached(MutationReport report) {
    List<Finding> notReached = report.findings(Status.NOT_REACHED);
    if (!notReached.isEmpty()) {
      addHeading("not reached", notReached.size(), "no trace comes to the place");
      byRule(notReached)
          .forEach((rule, findings) -> addBlock(rule, findings, notReachedRows(findings)));
    }
  }

  private static Columns notReachedRows(List<Finding> findings) {
    Map<String, List<Finding>> byMethod =
        findings.stream()
            .collect(
                Collectors.groupingBy(Finding::method, LinkedHashMap::new, Collectors.toList()));
    Columns rows = new Columns();
    byMethod.forEach(
        (method, ofMethod) ->
            rows.row(
                "  " + ofMethod.get(0).mutant().place().file() + ":" + places(ofMethod),
                method,
                Counts.of(ofMethod.size(), "fault")));
    return rows;
  }

  private static String places(List<Finding> findings) {
    TreeSet<Integer> places = new TreeSet<>();
    findings.forEach(finding -> places.add(finding.mutant().place().line()));
    return places.size() == 1 ? places.first().toString() : places.first() + "-" + places.last();
  }

  private static Map<String, List<Finding>> byRule(List<Finding> findings) {
    return MutationReport.byRule(
        findings.stream()
            .sorted(Comparator.comparing(finding -> finding.mutant().place().line()))
            .toList());
  }

  private void addHeading(String what, int count, String meaning) {
    lines.add("");
    lines.add(
        palette.paint(Tone.WARNING, what + ": " + Counts.grouped(count)) + " (" + meaning + ")");
  }

  private void addBlock(String rule, List<Finding> findings, Columns rows) {
    lines.add("");
    lines.add(palette.paint(Tone.TITLE, rule) + labels(findings.get(0).labels()));
    lines.addAll(rows.lines());
  }

  private static String labels(List<Label> labels) {
    return labels.stream()
        .map(label -> ", " + label.variant() + ": " + label.summary())
        .collect(Collectors.joining());
  }

  private String verdict(MutationReport report) {
    Score score = report.score();
    String text =
        "score %s, %s of what is reached"
            .formatted(percent(score.percent()), percent(score.percentOfReached()));
    return palette.paint(score.survived() + score.notReached() == 0 ? Tone.GOOD : Tone.TITLE, text);
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
