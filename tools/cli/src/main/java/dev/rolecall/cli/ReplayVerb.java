// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Question;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.Detail;
import dev.rolecall.replay.report.JsonReport;
import dev.rolecall.replay.report.Outcome;
import dev.rolecall.replay.report.ParallelReplay;
import dev.rolecall.replay.report.ReplayPrinter;
import dev.rolecall.replay.report.ReplayTotals;
import dev.rolecall.replay.report.Replayer;
import dev.rolecall.replay.report.TextReport;
import dev.rolecall.replay.report.TextReport.Conforming;
import dev.rolecall.replay.report.TraceReport;
import dev.rolecall.replay.run.ReplaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rolecall replay}: compares traces with the model. */
@Command(
    name = "replay",
    header = "Replays traces and prints each divergence from the model and a verdict.",
    description = {
      "%nEvery outcome that a trace holds, recorded by a kernel or written as an expectation, is "
          + "compared with what the model of a kernel revision does. Role words of another revision "
          + "are compared field by field. What could not be checked is counted and named.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Exit codes: 2 if any input is at fault, else 1 if any trace diverges, else 125 if nothing",
      "at all could be checked, else 0.",
      "",
      "The JSON document has \"version\", \"tool\", \"traces\" (each with file, outcome, revisions,",
      "events, expectations, taken_over, divergences, notes, problems), \"total\", \"outcome\" and",
      "\"exit_code\". Words of registers and roles are texts such as \"0x8100003704\"; a place is",
      "{\"line\", \"column\"}, {\"offset\"} or null.",
      "",
      "Examples:",
      "  rolecall replay traces/",
      "  rolecall replay --revision v6.1 traces/vectors/v5.18/v5.18-roles-host1.csv.gz",
      "  rolecall replay --format json -o report.json traces/vectors/",
      "  git bisect run tools/rolecall replay customer.csv"
    })
final class ReplayVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TraceParameters parameters;

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description =
          "The kernel point to replay at, such as v6.1 or series/07; a trace's own if absent.")
  private Optional<MmuRevision> revision = Optional.empty();

  @Option(
      names = "--max-divergences",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many divergences are shown of each trace; all are counted. Default: 20.")
  private int maxDivergences;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print the whole verdict on each trace, and every unknown event by name.")
  private boolean verbose;

  @Option(
      names = "--bisect-signature",
      paramLabel = "SIGNATURE",
      converter = SignatureConverter.class,
      description =
          "Ask for this divergence only, and answer with the exit code, for `git bisect run`: 0 if "
              + "nothing diverges, 1 if it shows, 125 for everything else.")
  private Optional<Signature> bisectSignature = Optional.empty();

  @Mixin private OutputOptions output;
  @Mixin private ProgressOption progress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (maxDivergences < 0) {
      throw new ParameterException(
          spec.commandLine(), "--max-divergences: expected 0 or more, got " + maxDivergences);
    }
    TraceArguments traces = parameters.read();
    PrintWriter err = spec.commandLine().getErr();
    if (bisectSignature.isPresent()) {
      Question question = new Question.Recorded(revision);
      return BisectAnswer.of(question, bisectSignature.get(), traces.traces(), err);
    }
    Outcome outcome = output.print(out -> replay(traces, out));
    return traces.problems().isEmpty() ? outcome.exitCode() : Outcome.BAD_INPUT.exitCode();
  }

  private Outcome replay(TraceArguments arguments, Writer out)
      throws IOException, InterruptedException {
    List<TraceFile> traces = arguments.traces();
    Replayer replayer = new Replayer(new ReplaySettings(revision, maxDivergences));
    ReplayPrinter printer = printer(out, traces.size());
    ReplayTotals totals = new ReplayTotals();
    PrintWriter err = spec.commandLine().getErr();
    try (ProgressLine line = progress.over(traces, err)) {
      int threads = Runtime.getRuntime().availableProcessors();
      new ParallelReplay<TraceReport>(
              trace -> line.watch(trace, (file, observer) -> replayer.replay(file, observer)),
              threads)
          .run(traces, report -> line.undisturbed(() -> print(report, printer, totals, out)));
    }
    printer.finish(totals);
    if (output.format() == OutputOptions.Format.JSON) {
      out.append('\n');
    }
    return totals.outcome();
  }

  private void print(TraceReport report, ReplayPrinter printer, ReplayTotals totals, Writer out)
      throws IOException {
    totals.add(report);
    printer.print(report);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    report.problems().forEach(err::println);
    err.flush();
  }

  private ReplayPrinter printer(Writer out, int traces) throws IOException {
    return switch (output.format()) {
      case TEXT ->
          new TextReport(
              out,
              output.palette(),
              verbose ? Detail.FULL : Detail.BRIEF,
              traces == 1 ? Conforming.BLOCK : Conforming.LINE);
      case JSON -> new JsonReport(OutputOptions.json(out), Version.text());
    };
  }
}
