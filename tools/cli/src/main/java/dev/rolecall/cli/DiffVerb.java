// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Baseline;
import dev.rolecall.replay.diff.DiffReport;
import dev.rolecall.replay.diff.DiffTotals;
import dev.rolecall.replay.diff.Differ;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.diff.captures.CaptureDiffer;
import dev.rolecall.replay.diff.captures.CaptureReport;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.ParallelReplay;
import dev.rolecall.replay.subject.SubjectFactory;
import dev.rolecall.replay.trace.InputProblem;
import java.io.IOException;
import java.io.PrintWriter;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rolecall diff}: two implementations fed the same traces. */
@Command(
    name = "diff",
    header = "Compares two implementations on traces, or two captures, and prints what differs.",
    description = {
      "%nBoth are fed the same events in lockstep; what a trace expects does not count. Roles are "
          + "compared by field, and so are decisions, roots, requests and translations. Each cause is "
          + "printed once, where it shows first; what follows from it is counted under it.",
      "%nWithout --base and --subject, two captures of one workload are compared with each other, "
          + "perhaps from two kernels. They are aligned by what each vCPU did: register writes, "
          + "KVM_SET_SREGS, SMM, nested entries and exits, markers (trace_marker, writes to ports, "
          + "hypercalls); then what came of that is compared. What one capture does not tell is not "
          + "compared. What the model at the two revisions differs in as well comes last.%n"
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
      "  rolecall diff --base series/12 --subject series/13 --format json customer.csv",
      "  rolecall diff before.dat after.dat"
    })
final class DiffVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TraceParameters parameters;

  @Option(
      names = "--base",
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point to compare with, such as v5.18.")
  private Optional<MmuRevision> base = Optional.empty();

  @Option(
      names = "--subject",
      paramLabel = "SUBJECT",
      description =
          "What is compared with it: a kernel point such as series/13, a program (./my-mmu, or "
              + "exec: and its words), or java:CLASS.")
  private Optional<String> subjectName = Optional.empty();

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
    checkSides();
    TraceArguments traces = parameters.read();
    List<InputProblem> problems = new ArrayList<>(traces.problems());
    if (base.isEmpty()) {
      return captures(problems);
    }
    try (SubjectFactory subject = subjects.named(subjectName.orElseThrow())) {
      return diff(traces, problems, base.get(), subject);
    }
  }

  /** Two implementations and any traces, or neither and two traces. */
  private void checkSides() {
    if (base.isPresent() != subjectName.isPresent()) {
      throw usage(
          "--base and --subject go together; without both, two captures are compared with each"
              + " other");
    }
    if (base.isEmpty() && bisectSignature.isPresent()) {
      throw usage("--bisect-signature needs --base and --subject");
    }
    List<TraceFile> arguments = parameters.arguments();
    boolean folder = arguments.stream().anyMatch(file -> Files.isDirectory(file.path()));
    if (base.isEmpty() && (arguments.size() != 2 || folder)) {
      String got = folder ? "a folder" : Counts.of(arguments.size(), "trace");
      throw usage("expected --base and --subject, or two captures and neither, got " + got);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int diff(
      TraceArguments traces,
      List<InputProblem> problems,
      MmuRevision revision,
      SubjectFactory subject)
      throws IOException, InterruptedException {
    Question question =
        subject
            .revision()
            .<Question>map(model -> new Question.Compared(SubjectFactory.of(revision), model))
            .orElseGet(() -> new Question.Compared(subject, revision));
    if (bisectSignature.isPresent()) {
      PrintWriter err = spec.commandLine().getErr();
      return BisectAnswer.of(question, bisectSignature.get(), traces.traces(), err);
    }
    Optional<DiffOutput> printer = printer(problems);
    if (printer.isEmpty()) {
      return ExitCode.FAULT;
    }
    DiffTotals totals = compare(traces.traces(), question);
    DiffOutput.Names names = new DiffOutput.Names(revision.id(), subjectName.orElseThrow());
    int code =
        printer.get().print(totals, DiffOutput.Compared.of(question, names, revision, subject));
    return problems.isEmpty() ? code : ExitCode.FAULT;
  }

  private int captures(List<InputProblem> problems) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<DiffOutput> printer = printer(problems);
    if (printer.isEmpty()) {
      return ExitCode.FAULT;
    }
    List<TraceFile> two = parameters.arguments();
    CaptureReport report = CaptureDiffer.diff(two.get(0), two.get(1));
    DiffTotals totals = new DiffTotals();
    take(report.a(), totals, err);
    take(report.b(), totals, err);
    return printer.get().print(totals, DiffOutput.Compared.captures(report));
  }

  /** What prints the result; absent if the baseline is at fault, which has been told. */
  private Optional<DiffOutput> printer(List<InputProblem> problems) throws IOException {
    int before = problems.size();
    Baseline baseline = baseline(problems);
    List<InputProblem> found = problems.subList(before, problems.size());
    found.forEach(spec.commandLine().getErr()::println);
    return found.isEmpty()
        ? Optional.of(
            new DiffOutput(
                output,
                maxDivergences,
                baseline,
                new DiffOutput.BaselineFiles(baselineFile, accept)))
        : Optional.empty();
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
}
