// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import dev.rolecall.replay.coverage.Measure.Point;
import dev.rolecall.replay.report.Columns;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Palette;
import dev.rolecall.replay.report.Palette.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in text what traces exercise. */
public final class CoverageText {
  private static final int NAMED = 3;

  private final Coverage coverage;
  private final Palette palette;
  private final Set<Detail> details;
  private final List<String> lines = new ArrayList<>();

  /** What is told beyond the summary. */
  public enum Detail {
    /** Everything that is never exercised, by name. */
    NEVER,
    /** What each trace exercises, and what it alone does. */
    BY_TRACE
  }

  private CoverageText(Coverage coverage, Palette palette, Set<Detail> details) {
    this.coverage = coverage;
    this.palette = palette;
    this.details = details;
  }

  /** The report in lines. */
  public static List<String> lines(Coverage coverage, Palette palette, Set<Detail> details) {
    CoverageText text = new CoverageText(coverage, palette, details);
    if (coverage.isEmpty()) {
      text.lines.add("coverage of " + text.traces() + ": nothing is exercised");
      text.remarks();
    } else {
      text.report();
    }
    return text.lines;
  }

  private String traces() {
    return Counts.of(coverage.traces(), "trace");
  }

  private void title(String text) {
    lines.add("");
    lines.add(palette.paint(Tone.TITLE, text));
  }

  private void report() {
    List<KernelCoverage> kernels = coverage.kernels();
    Measure all = coverage.measure();
    String where =
        kernels.size() == 1
            ? kernels.get(0).revision().id()
            : Counts.of(kernels.size(), "kernel point") + ": what any of them has";
    lines.add(palette.paint(Tone.TITLE, "coverage of %s at %s".formatted(traces(), where)));
    areas(all);
    if (kernels.size() > 1) {
      kernels(kernels);
    }
    if (details.contains(Detail.NEVER)) {
      kernels.forEach(kernel -> never(kernel, kernels.size() > 1));
    } else {
      firstNever(all);
    }
    beyond();
    kernels.forEach(this::redundant);
    if (details.contains(Detail.BY_TRACE)) {
      kernels.forEach(this::byTrace);
    }
    remarks();
  }

  private void areas(Measure all) {
    Columns columns = new Columns();
    for (Area area : Area.values()) {
      row(columns, area.title(), all.exercised(area), all.possible(area));
    }
    row(columns, "all", all.all(), all.possible());
    indent(columns);
  }

  private void kernels(List<KernelCoverage> kernels) {
    title("by kernel point");
    Columns columns = new Columns();
    for (KernelCoverage kernel : kernels) {
      Measure measure = kernel.measure();
      columns.row(
          kernel.revision().id(),
          Counts.of(kernel.traces().size(), "trace"),
          "%d of %d".formatted(measure.all(), measure.possible()),
          percent(measure.all(), measure.possible()));
    }
    indent(columns);
  }

  private static void row(Columns columns, String name, int exercised, int possible) {
    columns.row(name, "%d of %d".formatted(exercised, possible), percent(exercised, possible));
  }

  /** Rounded down, so that 100 means all. */
  private static String percent(int exercised, int possible) {
    return possible == 0 ? "" : exercised * 100L / possible + " %";
  }

  private void indent(Columns columns) {
    columns.lines().forEach(line -> lines.add("  " + line));
  }

  private void firstNever(Measure all) {
    Columns columns = new Columns();
    for (Area area : Area.values()) {
      List<Point> never = all.never(area);
      if (!never.isEmpty()) {
        columns.row(area.title(), first(never));
      }
    }
    if (!columns.lines().isEmpty()) {
      title("never exercised (--never lists all)");
      indent(columns);
    }
  }

  private static String first(List<Point> points) {
    String names = points.stream().limit(NAMED).map(Point::name).collect(Collectors.joining("; "));
    int more = points.size() - NAMED;
    return more > 0 ? names + "; and " + Counts.grouped(more) + " more" : names;
  }

  private void never(KernelCoverage kernel, boolean named) {
    title("never exercised" + (named ? " at " + kernel.revision().id() : ""));
    for (Area area : Area.values()) {
      for (Point point : kernel.measure().never(area)) {
        lines.add("  " + area.title() + ": " + point.name());
      }
    }
  }

  private void beyond() {
    List<String> beyond = new ArrayList<>();
    for (Area area : Area.values()) {
      coverage.beyond(area).forEach(name -> beyond.add("  " + area.title() + ": " + name));
    }
    if (!beyond.isEmpty()) {
      title("exercised by ways that no guest was found to have; not counted above");
      lines.addAll(beyond);
    }
  }

  private void redundant(KernelCoverage kernel) {
    List<CoveredTrace> needed = kernel.needed();
    if (kernel.traces().size() < 2) {
      return;
    }
    int without = kernel.traces().size() - needed.size();
    title(
        "%s: %d of %s exercise all that these do"
            .formatted(
                kernel.revision().id(), needed.size(), Counts.of(kernel.traces().size(), "trace")));
    needed.forEach(trace -> lines.add("  needed     " + trace.file()));
    if (without > 0) {
      kernel.traces().stream()
          .filter(trace -> !needed.contains(trace))
          .forEach(trace -> lines.add("  redundant  " + trace.file()));
    }
  }

  private void byTrace(KernelCoverage kernel) {
    title(kernel.revision().id() + ": points by trace, and those of it alone");
    Columns columns = new Columns();
    for (CoveredTrace trace : kernel.traces()) {
      columns.row(
          Integer.toString(trace.points().cardinality()),
          Integer.toString(kernel.alone(trace)),
          trace.file());
    }
    indent(columns);
  }

  private void remarks() {
    List<String> remarks = new ArrayList<>();
    if (coverage.diverging() > 0) {
      remarks.add(
          "%s diverge from the model, whose way is the one that is counted"
              .formatted(Counts.of(coverage.diverging(), "trace")));
    }
    if (coverage.faulty() > 0) {
      remarks.add(
          "%s at fault: what could be read is counted"
              .formatted(Counts.of(coverage.faulty(), "trace")));
    }
    if (coverage.ofUnknownState() > 0) {
      remarks.add(
          "%s of vCPUs whose state is not known: only writes, shadow pages and faults count of them"
              .formatted(Counts.of(coverage.ofUnknownState(), "event")));
    }
    if (!remarks.isEmpty()) {
      lines.add("");
      remarks.forEach(remark -> lines.add("note: " + remark));
    }
  }
}
