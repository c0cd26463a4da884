// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Baseline;
import dev.rolecall.replay.diff.Baseline.Entry;
import dev.rolecall.replay.diff.DiffJson;
import dev.rolecall.replay.diff.DiffReport;
import dev.rolecall.replay.diff.DiffText;
import dev.rolecall.replay.diff.DiffTotals;
import dev.rolecall.replay.diff.Differ;
import dev.rolecall.replay.diff.Group;
import dev.rolecall.replay.diff.History;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.Since;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.ParallelReplay;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall diff}: two implementations fed the same traces. */
@Command(
    name = "diff",
    header = "Feeds traces to two implementations and prints what differs, by cause.",
    description = {
      "%nBoth are fed the same events in lockstep; what a trace expects does not count. Roles are "
          + "compared by field, and so are decisions, roots, requests and translations. Each cause is "
          + "printed once, where it shows first; what follows from it is counted under it.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A baseline is a CSV file with the columns signature,until,reason. A difference that it names",
      "is meant, up to the revision `until` if that is given; a part of a signature that is left out",
      "(:FIELDS, @EVENT) will do with any. --accept writes one, with the reasons left to be given.",
      "",
      "Exit codes: 2 if an input is at fault or a subject fails, else 1 if something differs that",
      "the baseline does not name or the baseline names what no longer differs, else 125 if nothing",
      "was compared, else 0. With --bisect-signature, for `git bisect run`: 0 if that difference does",
      "not show and nothing else does, 1 if it shows, 125 for everything else.",
      "",
      "Examples:",
      "  rolecall diff --base v5.18 --subject v5.19 traces/spec",
      "  rolecall diff --base v5.18 --subject v5.19 --accept meant.csv traces/spec",
      "  rolecall diff --base v5.18 --subject v5.19 --baseline meant.csv traces/spec",
      "  rolecall diff --base v6.1 --subject ./my-mmu traces/vectors/v6.1",
      "  rolecall diff --base series/12 --subject series/13 --format json customer.csv"
    })
final class DiffVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      arity = "1..*",
      converter = TraceArgument.class,
      description =
          "Files in any format that Rolecall reads, folders of them, - for standard input.")
  private List<TraceFile> arguments;

  @Option(
      names = "--base",
      required = true,
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point to compare with, such as v5.18.")
  private MmuRevision base;

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "SUBJECT",
      description =
          "What is compared with it: a kernel point such as series/13, a program (./my-mmu, or "
              + "exec: and its words), or java:CLASS.")
  private String subjectName;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Differences that are meant, each with its reason.")
  private Optional<Path> baselineFile = Optional.empty();

  @Option(
      names = "--accept",
      paramLabel = "FILE",
      description = "Write a baseline of what differs and is not meant yet.")
  private Optional<Path> accept = Optional.empty();

  @Option(
      names = "--max-divergences",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many causes are shown; all are counted. Default: 20.")
  private int maxDivergences;

  @Option(
      names = "--bisect-signature",
      paramLabel = "SIGNATURE",
      converter = SignatureConverter.class,
      description = "Ask for this difference only, and answer with the exit code.")
  private Optional<Signature> bisectSignature = Optional.empty();

  @Mixin private SubjectOptions subjects;
  @Mixin private OutputOptions output;
  @Mixin private ProgressOption progress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    TraceArguments traces = TraceArguments.of(arguments);
    traces.problems().forEach(err::println);
    traces.notes().forEach(note -> err.println("note: " + note));
    List<InputProblem> problems = new ArrayList<>(traces.problems());
    try (SubjectFactory subject = subjects.named(subjectName)) {
      return diff(traces, problems, subject);
    }
  }

  private int diff(TraceArguments traces, List<InputProblem> problems, SubjectFactory subject)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Question question =
        subject
            .revision()
            .<Question>map(model -> new Question.Compared(SubjectFactory.of(base), model))
            .orElseGet(() -> new Question.Compared(subject, base));
    if (bisectSignature.isPresent()) {
      return BisectAnswer.of(question, bisectSignature.get(), traces.traces(), err);
    }
    Baseline baseline = baseline(problems);
    if (problems.size() > traces.problems().size()) {
      problems.forEach(err::println);
      return ExitCode.FAULT;
    }
    DiffTotals totals = compare(traces.traces(), question);
    int code = output.print(out -> print(totals, baseline, new Sides(question, subject), out));
    return problems.isEmpty() ? code : ExitCode.FAULT;
  }

  private Baseline baseline(List<InputProblem> problems) throws IOException {
    return baselineFile.isPresent() ? Baseline.read(baselineFile.get(), problems) : Baseline.none();
  }

  private DiffTotals compare(List<TraceFile> traces, Question question)
      throws IOException, InterruptedException {
    Differ differ = new Differ(question);
    DiffTotals totals = new DiffTotals();
    PrintWriter err = spec.commandLine().getErr();
    try (ProgressLine line = progress.over(traces, err)) {
      int threads = Runtime.getRuntime().availableProcessors();
      new ParallelReplay<DiffReport>(trace -> line.watch(trace, differ::diff), threads)
          .run(traces, report -> line.undisturbed(() -> take(report, totals, err)));
    }
    return totals;
  }

  private static void take(DiffReport report, DiffTotals totals, PrintWriter err) {
    totals.add(report);
    report.problems().forEach(err::println);
    report
        .failure()
        .ifPresent(
            failure ->
                err.println(
                    "%s: event %d: %s"
                        .formatted(report.file(), failure.event(), failure.message())));
    err.flush();
  }

  /** What is asked, and of whom. */
  private record Sides(Question question, SubjectFactory subject) {
    Optional<MmuRevision> revision() {
      return subject.revision();
    }
  }

  /** A cause, since when it shows, and whether that is meant. */
  private record Finding(Group group, Optional<MmuRevision> since, Optional<Entry> meant) {}

  private int print(DiffTotals totals, Baseline baseline, Sides sides, Writer out)
      throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<Since> since =
        sides.revision().flatMap(model -> History.between(base, model)).map(Since::new);
    for (Group group : totals.groups()) {
      Optional<Entry> meant = meant(group, baseline, sides.revision());
      boolean shown = findings.size() < maxDivergences;
      Optional<MmuRevision> first = shown ? since(since, group) : Optional.empty();
      findings.add(new Finding(group, first, meant));
    }
    List<Finding> news = findings.stream().filter(f -> f.meant().isEmpty()).toList();
    boolean fails = !news.isEmpty() || !baseline.stale().isEmpty();
    Outcome outcome = outcome(totals, fails);
    if (output.format() == OutputOptions.Format.JSON) {
      json(
          findings,
          totals,
          baseline,
          outcome,
          new DiffJson(OutputOptions.json(out), Version.text(), sides.question()));
      out.append('\n');
    } else {
      text(findings, news, totals, baseline, new DiffText(output.palette(), sides.question()), out);
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
  private static Optional<Entry> meant(Group group, Baseline baseline, Optional<MmuRevision> at) {
    Optional<Entry> first = Optional.empty();
    boolean all = true;
    for (Signature signature : group.signatures()) {
      Optional<Entry> entry = baseline.meant(signature, at);
      first = first.or(() -> entry);
      all &= entry.isPresent();
    }
    return all ? first : Optional.empty();
  }

  private static Optional<MmuRevision> since(Optional<Since> since, Group group)
      throws IOException {
    try {
      return since.isEmpty()
          ? Optional.empty()
          : Since.first(since.get().sweep(group.trace()), group.signature());
    } catch (TraceInputException e) {
      return Optional.empty(); // which the comparison of the ends has told
    }
  }

  private void json(
      List<Finding> findings, DiffTotals totals, Baseline baseline, Outcome outcome, DiffJson json)
      throws IOException {
    for (Finding finding : findings.subList(0, Math.min(maxDivergences, findings.size()))) {
      json.print(finding.group(), finding.since(), finding.meant());
    }
    json.finish(totals, baseline, outcome.exitCode());
  }

  private void text(
      List<Finding> findings,
      List<Finding> news,
      DiffTotals totals,
      Baseline baseline,
      DiffText text,
      Writer out)
      throws IOException {
    for (Finding finding : news.subList(0, Math.min(maxDivergences, news.size()))) {
      for (String line : text.lines(finding.group(), finding.since())) {
        out.append(line).append('\n');
      }
      out.append('\n');
    }
    for (Entry entry : baseline.stale()) {
      out.append(
          "stale: %s:%d: %s no longer differs (%s)%n"
              .formatted(
                  baselineFile.orElseThrow(), entry.line(), entry.signature(), entry.reason()));
    }
    out.append(verdict(findings.size(), news.size())).append('\n');
    out.append(
        "  compared  %s at %s of %s%n"
            .formatted(
                Counts.of(totals.compared(), "outcome"),
                Counts.of(totals.events(), "event"),
                Counts.of(totals.traces(), "trace")));
  }

  private String verdict(int all, int news) {
    String sides = "%s and %s".formatted(base.id(), subjectName);
    if (all == 0) {
      return sides + " do not differ on this";
    }
    String shown = news > maxDivergences ? " (%d shown)".formatted(maxDivergences) : "";
    String meant = all > news ? ", %d of them meant".formatted(all - news) : "";
    return "%s differ for %s%s%s".formatted(sides, Counts.of(all, "cause"), meant, shown);
  }

  private void accept(List<Finding> news) throws IOException {
    if (accept.isEmpty()) {
      return;
    }
    List<Signature> signatures =
        news.stream().flatMap(f -> f.group().signatures().stream()).distinct().sorted().toList();
    StringBuilder text = new StringBuilder();
    Baseline.write(text, signatures);
    Files.writeString(accept.get(), text);
  }
}
