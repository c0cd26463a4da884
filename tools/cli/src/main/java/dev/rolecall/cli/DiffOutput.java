// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Baseline;
import dev.rolecall.replay.diff.Baseline.Entry;
import dev.rolecall.replay.diff.DiffJson;
import dev.rolecall.replay.diff.DiffText;
import dev.rolecall.replay.diff.DiffTotals;
import dev.rolecall.replay.diff.Group;
import dev.rolecall.replay.diff.History;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Sides;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Since;
import dev.rolecall.replay.diff.captures.CaptureReport;
import dev.rolecall.replay.diff.captures.CaptureReport.Anchors;
import dev.rolecall.replay.diff.captures.Stretch;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints what two sides differ in: the causes, what of them is meant, and a verdict. */
final class DiffOutput {
  /** How many of the stretches that do not align are shown. */
  private static final int MAX_STRETCHES = 10;

  private final OutputOptions output;
  private final int max;
  private final Baseline baseline;
  private final BaselineFiles files;

  /**
   * The files of a baseline.
   *
   * @param baseline from which it was read
   * @param accept to which one is written of what is not meant yet
   */
  record BaselineFiles(Optional<Path> baseline, Optional<Path> accept) {}

  /**
   * Prints as the options say.
   *
   * @param max how many causes are shown
   */
  DiffOutput(OutputOptions output, int max, Baseline baseline, BaselineFiles files) {
    this.output = output;
    this.max = max;
    this.baseline = baseline;
    this.files = files;
  }

  /**
   * What was compared.
   *
   * @param sides the columns
   * @param names what the verdict calls the two
   * @param at the revision of the second, if it is known
   * @param history the way from one revision to the other, if there is one
   * @param captures the captures, if it was two
   */
  record Compared(
      Sides sides,
      Names names,
      Optional<MmuRevision> at,
      Optional<History> history,
      Optional<CaptureReport> captures) {

    /** A revision and a subject that were fed the same traces. */
    static Compared of(Question question, Names names, MmuRevision base, SubjectFactory subject) {
      return new Compared(
          Sides.of(question),
          names,
          subject.revision(),
          subject.revision().flatMap(model -> History.between(base, model)),
          Optional.empty());
    }

    /** Two captures of one workload. */
    static Compared captures(CaptureReport report) {
      Optional<History> history =
          report
              .revisions()
              .flatMap(r -> History.between(r.a(), r.b()).or(() -> History.between(r.b(), r.a())));
      Sides sides = names(report);
      return new Compared(
          sides,
          new Names(sides.recorder(), sides.model()),
          report.revisions().map(CaptureReport.Revisions::b),
          history.filter(h -> h.steps().size() > 1),
          Optional.of(report));
    }

    private static Sides names(CaptureReport report) {
      Optional<Sides> kernels =
          report.revisions().map(r -> new Sides(r.a().id(), r.b().id())).filter(Compared::differ);
      Sides names = new Sides(name(report.a().file()), name(report.b().file()));
      return kernels.orElse(
          differ(names) ? names : new Sides(report.a().file(), report.b().file()));
    }

    private static boolean differ(Sides sides) {
      return !sides.recorder().equals(sides.model());
    }

    private static String name(String file) {
      return String.valueOf(Path.of(file).getFileName());
    }
  }

  /** What was compared with what, in the user's words. */
  record Names(String base, String subject) {}

  /** A cause, since when it shows, and whether that is meant. */
  private record Finding(Group group, Optional<MmuRevision> since, Optional<Entry> meant) {}

  /** Prints, and says with which code to exit. */
  int print(DiffTotals totals, Compared compared) throws IOException, InterruptedException {
    return output.print(out -> print(totals, compared, out));
  }

  private int print(DiffTotals totals, Compared compared, Writer out) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<Since> since = compared.history().map(Since::new);
    for (Group group : totals.groups()) {
      Optional<Entry> meant = meant(group, compared.at());
      boolean shown = findings.size() < max;
      Optional<MmuRevision> first =
          shown ? since(since, group, compared.captures().isPresent()) : Optional.empty();
      findings.add(new Finding(group, first, meant));
    }
    List<Finding> news = findings.stream().filter(f -> f.meant().isEmpty()).toList();
    Outcome outcome = outcome(totals, !news.isEmpty() || !baseline.stale().isEmpty());
    if (output.format() == OutputOptions.Format.JSON) {
      json(findings, totals, compared, outcome, out);
      out.append('\n');
    } else {
      text(findings, news, totals, compared, out);
    }
    accept(news);
    return outcome.exitCode();
  }

  private static Outcome outcome(DiffTotals totals, boolean fails) {
    if (totals.outcome() == Outcome.BAD_INPUT) {
      return Outcome.BAD_INPUT;
    }
    if (fails) {
      return Outcome.DIVERGES;
    }
    return totals.compared() == 0 ? Outcome.NOTHING_CHECKED : Outcome.CONFORMS;
  }

  /** A cause is meant where the baseline names every signature under which it shows. */
  private Optional<Entry> meant(Group group, Optional<MmuRevision> at) {
    Optional<Entry> first = Optional.empty();
    boolean all = true;
    for (Signature signature : group.signatures()) {
      Optional<Entry> entry = baseline.meant(signature, at);
      first = first.or(() -> entry);
      all &= entry.isPresent();
    }
    return all ? first : Optional.empty();
  }

  /** Since which revision the model shows it; of captures, at whatever event. */
  private static Optional<MmuRevision> since(Optional<Since> since, Group group, boolean ofCaptures)
      throws IOException {
    if (since.isEmpty() || (ofCaptures && group.modelled() == 0)) {
      return Optional.empty();
    }
    Signature shown = group.signature();
    Signature wanted =
        ofCaptures ? new Signature(shown.key(), shown.fields(), Optional.empty()) : shown;
    try {
      return since.get().first(group.trace(), wanted);
    } catch (TraceInputException e) {
      return Optional.empty(); // which the comparison of the ends has told
    }
  }

  private void json(
      List<Finding> findings, DiffTotals totals, Compared compared, Outcome outcome, Writer out)
      throws IOException {
    Optional<CaptureReport> captures = compared.captures();
    DiffJson json =
        captures.isPresent()
            ? DiffJson.ofCaptures(OutputOptions.json(out), Version.text(), compared.sides())
            : new DiffJson(OutputOptions.json(out), Version.text(), compared.sides());
    for (Finding finding : findings.subList(0, Math.min(max, findings.size()))) {
      json.print(finding.group(), finding.since(), finding.meant());
    }
    if (captures.isPresent()) {
      json.finish(captures.get(), totals, baseline, outcome.exitCode());
    } else {
      json.finish(totals, baseline, outcome.exitCode());
    }
  }

  private void text(
      List<Finding> findings, List<Finding> news, DiffTotals totals, Compared compared, Writer out)
      throws IOException {
    DiffText text = new DiffText(output.palette(), compared.sides());
    for (Finding finding : news.subList(0, Math.min(max, news.size()))) {
      for (String line : text.lines(finding.group(), finding.since())) {
        out.append(line).append('\n');
      }
      out.append('\n');
    }
    for (Entry entry : baseline.stale()) {
      out.append(
          "stale: %s:%d: %s no longer differs (%s)%n"
              .formatted(
                  files.baseline().orElseThrow(), entry.line(), entry.signature(), entry.reason()));
    }
    out.append(verdict(findings, news, totals, compared)).append('\n');
    out.append(
        "  compared  %s at %s of %s%n"
            .formatted(
                Counts.of(totals.compared(), "outcome"),
                Counts.of(totals.events(), "event"),
                Counts.of(totals.traces(), "trace")));
    if (compared.captures().isPresent()) {
      alignment(compared.captures().get(), compared.sides(), out);
    }
  }

  private static void alignment(CaptureReport captures, Sides sides, Writer out)
      throws IOException {
    Anchors anchors = captures.anchors();
    out.append(
        "  aligned   %s of the guest, of %s at %s and %s at %s%n"
            .formatted(
                Counts.of(anchors.common(), "step"),
                Counts.grouped(anchors.a()),
                sides.recorder(),
                Counts.grouped(anchors.b()),
                sides.model()));
    if (!captures.hosts().isEmpty()) {
      out.append("  hosts     %s%n".formatted(String.join(", ", captures.hosts())));
    }
    List<Stretch> stretches = captures.stretches();
    for (Stretch stretch : stretches.subList(0, Math.min(MAX_STRETCHES, stretches.size()))) {
      out.append(
          "  apart     vcpu %d: %s: %s; %s: %s%n"
              .formatted(
                  stretch.vcpu(),
                  sides.recorder(),
                  stretch.only().text(),
                  sides.model(),
                  stretch.otherOnly().text()));
    }
    if (stretches.size() > MAX_STRETCHES) {
      out.append(
          "            and at %s%n"
              .formatted(Counts.of(stretches.size() - MAX_STRETCHES, "more place")));
    }
  }

  private String verdict(
      List<Finding> findings, List<Finding> news, DiffTotals totals, Compared compared) {
    String sides = "%s and %s".formatted(compared.names().base(), compared.names().subject());
    if (compared.captures().isPresent() && totals.compared() == 0) {
      return sides + ": nothing was compared: " + nothing(compared.captures().get());
    }
    if (findings.isEmpty()) {
      return sides + " do not differ on this";
    }
    String shown = news.size() > max ? " (%d shown)".formatted(max) : "";
    long modelled = findings.stream().filter(f -> f.group().isModelled()).count();
    String known =
        compared.captures().isPresent() ? ", %d of them in the model too".formatted(modelled) : "";
    int meant = findings.size() - news.size();
    String ofMeant = meant > 0 ? ", %d of them meant".formatted(meant) : "";
    return "%s differ for %s%s%s%s"
        .formatted(sides, Counts.of(findings.size(), "cause"), known, ofMeant, shown);
  }

  private static String nothing(CaptureReport captures) {
    if (captures.revisions().isEmpty()) {
      return "not both could be read";
    }
    return captures.anchors().common() == 0
        ? "nothing that the guests did is in both"
        : "where the captures align, no outcome is told by both";
  }

  private void accept(List<Finding> news) throws IOException {
    if (files.accept().isEmpty()) {
      return;
    }
    List<Signature> signatures =
        news.stream().flatMap(f -> f.group().signatures().stream()).distinct().sorted().toList();
    StringBuilder text = new StringBuilder();
    Baseline.write(text, signatures);
    Files.writeString(files.accept().get(), text);
  }
}
