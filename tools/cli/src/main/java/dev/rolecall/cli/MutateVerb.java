// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.mutate.MutationJson;
import dev.rolecall.replay.mutate.MutationReport;
import dev.rolecall.replay.mutate.MutationReport.LeftOut;
import dev.rolecall.replay.mutate.MutationRequest;
import dev.rolecall.replay.mutate.MutationRun;
import dev.rolecall.replay.mutate.MutationText;
import dev.rolecall.replay.report.Counts;
import dev.rolecall.replay.report.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rolecall mutate}: how good traces are as a regression test. */
@Command(
    name = "mutate",
    header = "Plants one-line faults in a revision's rules and tells which of them traces notice.",
    description = {
      "%nA corpus is worth what it notices. This verb changes the code of the model in one place, "
          + "replays the traces, and sees whether the verdict on any of them changes; then it does "
          + "so in the next place. What is changed: a condition negated or off by one, a bit of a "
          + "mask, a shift amount, & for |, a ~, a result, a call or an assignment left out, a named "
          + "constant, a case of a switch. Of rules at which kernels differ, only the variants of "
          + "the revision get faults.%n",
      "A fault is noticed if a trace diverges, crashes the model, keeps it from ending, has "
          + "events refused, or leaves nothing checked; it survived if traces come through its place and none does; it is not "
          + "reached if no trace comes there. A survivor asks for an expectation, a fault that is "
          + "not reached for a trace. Some survivors no trace could tell: the changed code does the "
          + "same.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Traces that do not conform without a fault can notice none: they are named and left out.",
      "",
      "Exit codes: 2 if any input is at fault or no trace is left, else 125 if no fault was planted,",
      "else 1 if the score is below --min-score, else 0.",
      "",
      "The score is the share of the planted faults that was noticed, not reached ones included.",
      "The JSON document has \"revisions\", \"traces\", \"left_out\", \"problems\", \"faults\",",
      "\"planted\", \"score\", \"rules\", and all \"mutants\" with file, line, method, operator,",
      "change, status and, if noticed, the trace that did.",
      "",
      "Examples:",
      "  rolecall mutate --revision v6.1 traces/spec/",
      "  rolecall mutate --rule TdpRole,RegisterCheck my-corpus/",
      "  rolecall mutate --limit 200 --seed 7 my-corpus/       # a sample, the same each time",
      "  rolecall mutate --min-score 80 --time 5m my-corpus/   # in CI"
    })
final class MutateVerb implements Callable<Integer> {
  private static final int NAMED = 5;

  @Spec private CommandSpec spec;

  @Mixin private TraceParameters parameters;

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description =
          "The kernel point to replay at, whose rules get the faults; a trace's own if absent.")
  private Optional<MmuRevision> revision = Optional.empty();

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      split = ",",
      description = "Faults in this rule or class only, such as TdpRole or VcpuMmu; repeatable.")
  private List<String> rules = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Plant N of the faults, taken at random, instead of all.")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What chance starts from: the same seed takes the same faults. Default: 1.")
  private long seed;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Plant no more after this time, such as 60s or 5m; taken at random.")
  private Optional<Duration> time = Optional.empty();

  @Option(
      names = "--min-score",
      paramLabel = "PCT",
      defaultValue = "0",
      description = "Exit with 1 if less than PCT percent of the faults is noticed.")
  private double minScore;

  @Option(
      names = {"-v", "--verbose"},
      description = "Name every trace that is left out.")
  private boolean verbose;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkOptions();
    TraceArguments traces = parameters.read();
    PrintWriter err = spec.commandLine().getErr();
    MutationReport report = MutationRun.run(request(traces.traces()));
    report.problems().forEach(err::println);
    tellLeftOut(report.leftOut(), err);
    if (report.traces().isEmpty()) {
      throw new FaultException(
          "of %s none conforms without a fault, so none can notice one"
              .formatted(Counts.of(traces.traces().size(), "trace")));
    }
    output.print(out -> print(report, out));
    return traces.problems().isEmpty() ? exitCode(report) : ExitCode.FAULT;
  }

  private void checkOptions() throws IOException {
    if (limit.isPresent() && limit.get() < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit: expected 1 or more, got " + limit.get());
    }
    if (!(minScore >= 0 && minScore <= 100)) {
      throw new ParameterException(
          spec.commandLine(), "--min-score: expected 0 to 100, got " + minScore);
    }
    List<String> known = rules.isEmpty() ? List.of() : MutationRun.ruleNames();
    for (String rule : rules) {
      if (!known.contains(rule)) {
        String near = NearestName.hint(rule, known);
        throw new ParameterException(
            spec.commandLine(),
            "--rule: no rule '%s'%s Known are %s"
                .formatted(rule, near.isEmpty() ? "." : near, String.join(", ", known)));
      }
    }
  }

  private MutationRequest request(List<TraceFile> traces) {
    return new MutationRequest(
        traces, revision, rules, new MutationRequest.Sample(limit, seed, time));
  }

  private void tellLeftOut(List<LeftOut> leftOut, PrintWriter err) {
    int shown = verbose ? leftOut.size() : NAMED;
    leftOut.stream()
        .limit(shown)
        .forEach(left -> err.println("note: left out: " + left.trace() + ": " + left.why()));
    if (leftOut.size() > shown) {
      err.println(
          "note: left out: %d more that do not conform without a fault (-v names them)"
              .formatted(leftOut.size() - shown));
    }
    err.flush();
  }

  private Integer print(MutationReport report, Writer out) throws IOException {
    if (output.format() == OutputOptions.Format.JSON) {
      new MutationJson(OutputOptions.json(out), Version.text()).print(report);
      out.append('\n');
    } else {
      for (String line : new MutationText(output.palette()).lines(report)) {
        out.append(line).append('\n');
      }
    }
    return ExitCode.DONE;
  }

  private int exitCode(MutationReport report) {
    if (!report.problems().isEmpty()) {
      return ExitCode.FAULT;
    }
    if (report.score().planted() == 0) {
      return Outcome.NOTHING_CHECKED.exitCode();
    }
    return report.score().percent() < minScore ? Outcome.DIVERGES.exitCode() : ExitCode.DONE;
  }
}
