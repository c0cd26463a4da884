// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.report.Palette.Tone;
import dev.rolecall.replay.trace.ReadStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Prints what the replay of a trace came to, and what it rests on. */
final class VerdictText {
  private static final int MOST_FREQUENT = 4;
  private static final String NONE = "none";
  private static final String AS_FAR = " as far as it could be checked";
  private static final String CONSISTENT =
      " of a vCPU of unknown state, which some possible states explain: no checks";

  private final Palette palette;
  private final Detail detail;

  VerdictText(Palette palette, Detail detail) {
    this.palette = palette;
    this.detail = detail;
  }

  /** The whole verdict. */
  List<String> block(TraceReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(report.file() + ": " + verdict(report));
    if (report.stats().records() == 0 && report.revisions().isEmpty()) {
      lines.add("  nothing was read");
      return lines;
    }
    Columns rows = new Columns();
    rows.row("  revision", revision(report));
    rows.row("  machines", Counts.of(report.vms(), "VM") + ", " + vcpus(report));
    rows.row("  events", events(report));
    rows.row("  unknown", counts(report.stats().unknownByName(), limit()));
    rows.row("  checked", checked(report));
    String kinds = KindCounts.of(report.tally()).text();
    if (!kinds.isEmpty()) {
      rows.row("  of which", kinds);
    }
    long consistent = report.tally().consistent();
    if (consistent > 0) {
      rows.row("  consistent", Counts.of(consistent, "observation") + CONSISTENT);
    }
    rows.row("  divergences", divergences(report));
    long incomparable = report.notComparable();
    rows.row(
        "  not comparable", sum(incomparable, counts(report.tally().notComparable(), limit())));
    rows.row("  not checked", reasons(report));
    rows.row("  taken over", takenOver(report));
    lines.addAll(rows.lines());
    report.notes().forEach(note -> lines.add("  note: " + note));
    return lines;
  }

  /** The verdict on a trace that conforms, in a line. */
  String line(TraceReport report) {
    String revision = report.revisions().map(r -> r.replayed().id()).orElse("-");
    String text =
        "%s, %s checked, %s not checked"
            .formatted(
                revision,
                Counts.grouped(report.tally().checked()),
                Counts.grouped(report.notChecked()));
    return report.file() + ": " + verdict(report) + " (" + text + ")";
  }

  private String verdict(TraceReport report) {
    Outcome outcome = report.outcome();
    Tone tone =
        switch (outcome) {
          case CONFORMS -> Tone.GOOD;
          case DIVERGES, BAD_INPUT -> Tone.BAD;
          case NOTHING_CHECKED -> Tone.WARNING;
        };
    boolean open = outcome == Outcome.CONFORMS && !report.isComplete();
    return palette.paint(tone, outcome.text() + (open ? AS_FAR : ""));
  }

  private static String revision(TraceReport report) {
    return report
        .revisions()
        .map(r -> "traced " + r.traced().id() + ", replayed " + r.replayed().id())
        .orElse("not known: the trace has no machine event that could be used");
  }

  private static String vcpus(TraceReport report) {
    return Counts.of(report.vcpus(), "vCPU");
  }

  private static String events(TraceReport report) {
    ReadStats stats = report.stats();
    String text =
        "%s read: %s understood, %s unknown, %s refused"
            .formatted(
                Counts.grouped(stats.records()),
                Counts.grouped(stats.understood()),
                Counts.grouped(report.unknown()),
                Counts.grouped(stats.refused()));
    return text + "; " + Counts.of(stats.lost(), "record") + " lost while tracing";
  }

  private static String checked(TraceReport report) {
    return "%s = %s matched + %s diverged"
        .formatted(
            Counts.of(report.tally().checked(), "expectation"),
            Counts.grouped(report.tally().matched()),
            Counts.grouped(report.tally().diverged()));
  }

  private static String divergences(TraceReport report) {
    if (report.tally().diverged() == 0) {
      return NONE;
    }
    int shown = report.divergences().kept().size();
    long count = report.divergences().count();
    String limit =
        shown < count ? " (" + Counts.grouped(shown) + " shown, see --max-divergences)" : "";
    return "%s%s, %s, %s"
        .formatted(
            Counts.grouped(count),
            limit,
            Counts.of(report.consequences(), "consequence"),
            Counts.of(report.divergences().repeats(), "repeat"));
  }

  private static String reasons(TraceReport report) {
    int all = report.tally().notChecked().size();
    return sum(report.notChecked(), counts(report.tally().notChecked(), all));
  }

  private static String takenOver(TraceReport report) {
    String counts = counts(report.takenOver(), report.takenOver().size());
    return counts.equals(NONE) ? NONE : "from later records: " + counts;
  }

  private static String sum(long total, String counts) {
    return total == 0 ? NONE : Counts.grouped(total) + ": " + counts;
  }

  private int limit() {
    return detail == Detail.FULL ? Integer.MAX_VALUE : MOST_FREQUENT;
  }

  /** The most frequent names with their counts. */
  private static String counts(Map<String, Long> byName, int limit) {
    if (byName.isEmpty()) {
      return NONE;
    }
    List<String> parts = new ArrayList<>();
    byName.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(limit)
        .forEach(e -> parts.add(e.getKey() + " " + Counts.grouped(e.getValue())));
    String rest =
        byName.size() > limit ? ", and " + (byName.size() - limit) + " more (--verbose)" : "";
    return String.join(", ", parts) + rest;
  }
}
