// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.report.Palette.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Prints reports as text for people. */
public final class TextReport implements ReplayPrinter {
  private final Appendable out;
  private final Palette palette;
  private final VerdictText verdicts;
  private final Conforming conforming;
  private boolean printed;
  private boolean blockBefore;

  /** How a trace that conforms is printed. */
  public enum Conforming {
    LINE,
    BLOCK
  }

  /**
   * A printer.
   *
   * @param out takes the text
   * @param conforming how traces that conform are printed
   */
  public TextReport(Appendable out, Palette palette, Detail detail, Conforming conforming) {
    this.out = out;
    this.palette = palette;
    this.verdicts = new VerdictText(palette, detail);
    this.conforming = detail == Detail.FULL ? Conforming.BLOCK : conforming;
  }

  @Override
  public void print(TraceReport report) throws IOException {
    if (report.outcome() == Outcome.CONFORMS && conforming == Conforming.LINE) {
      separateIf(blockBefore);
      blockBefore = false;
      lines(List.of(verdicts.line(report)));
      return;
    }
    separateIf(printed);
    DivergenceText divergences = DivergenceText.of(palette, report);
    for (Divergence divergence : report.divergences().kept()) {
      lines(divergences.lines(divergence, report));
      out.append('\n');
    }
    lines(verdicts.block(report));
    blockBefore = true;
  }

  private void separateIf(boolean wanted) throws IOException {
    if (wanted) {
      out.append('\n');
    }
    printed = true;
  }

  @Override
  public void finish(ReplayTotals totals) throws IOException {
    if (totals.traces() < 2) {
      return;
    }
    out.append('\n');
    List<String> outcomes = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      if (totals.traces(outcome) > 0) {
        outcomes.add(
            Counts.grouped(totals.traces(outcome)) + " " + outcome.of(totals.traces(outcome)));
      }
    }
    String title = "total: " + totals.outcome().text();
    Columns rows = new Columns();
    rows.row("  traces", Counts.grouped(totals.traces()) + ": " + String.join(", ", outcomes));
    rows.row("  checked", checked(totals));
    if (!totals.kinds().text().isEmpty()) {
      rows.row("  of which", totals.kinds().text());
    }
    rows.row("  not comparable", Counts.grouped(totals.notComparable()));
    rows.row("  not checked", Counts.grouped(totals.notChecked()));
    lines(List.of(palette.paint(Tone.TITLE, title)));
    lines(rows.lines());
  }

  private static String checked(ReplayTotals totals) {
    return "%s = %s matched + %s diverged"
        .formatted(
            Counts.of(totals.matched() + totals.diverged(), "expectation"),
            Counts.grouped(totals.matched()),
            Counts.grouped(totals.diverged()));
  }

  private void lines(List<String> lines) throws IOException {
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }
}
