// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.coverage.Coverage;
import dev.rolecall.replay.coverage.CoverageJson;
import dev.rolecall.replay.coverage.CoverageText;
import dev.rolecall.replay.coverage.Coverer;
import dev.rolecall.replay.coverage.Coverer.Covered;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.report.ParallelReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rolecall coverage}: what traces exercise, and what they never do. */
@Command(
    name = "coverage",
    header = "Says what traces exercise of KVM's MMU, what they never do, and which are redundant.",
    description = {
      "%nThe traces are replayed, and counted is what their vCPUs come to: values of the fields of "
          + "role words, changes of the paging mode, ways into SMM and L2 and back, contexts kept or "
          + "reconfigured, how switches of root are served, requests, outcomes of walks, shadow pages. "
          + "Each kernel point has its own list of what there is, found by taking its model through "
          + "all of it; a field that has one value only is not on it.",
      "%nA trace is redundant if the needed ones exercise all that it does at its kernel point. What "
          + "it expects may still be worth checking.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Exit codes: 2 if any input is at fault (what is good of it counts), else 125 if nothing is",
      "exercised at all, else 0. Divergences are no fault here: that is what replay is for.",
      "",
      "The JSON document has \"document\", \"version\", \"tool\", \"total\", \"kernels\" (each with",
      "revision, areas, traces) and \"exit_code\"; an area has exercised, possible, points with",
      "counts, never, and beyond: what no guest was found to come to, such as L2 in SMM.",
      "",
      "Examples:",
      "  rolecall coverage traces/                                  # a corpus, by kernel point",
      "  rolecall coverage --never traces/spec/roots                # all that is missing, by name",
      "  rolecall coverage --by-trace mine/*.csv                    # what each adds",
      "  rolecall coverage --revision v6.1 traces/spec              # as if all were of v6.1",
      "  rolecall coverage --format json traces/ | jq .total        # for a threshold in CI"
    })
final class CoverageVerb implements Callable<Integer> {
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
      names = "--never",
      description = "List all that is never exercised, by kernel point (JSON always does).")
  private boolean never;

  @Option(
      names = "--by-trace",
      description = "List how much each trace exercises, and how much it alone (JSON always does).")
  private boolean byTrace;

  @Mixin private OutputOptions output;
  @Mixin private ProgressOption progress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TraceArguments traces = parameters.read();
    PrintWriter err = spec.commandLine().getErr();
    Coverage coverage = cover(traces.traces(), err);
    output.print(
        out -> {
          print(coverage, out);
          return coverage;
        });
    return traces.problems().isEmpty() ? coverage.exitCode() : ExitCode.FAULT;
  }

  private Coverage cover(List<TraceFile> traces, PrintWriter err)
      throws IOException, InterruptedException {
    Coverer coverer = new Coverer(revision);
    try (ProgressLine line = progress.over(traces, err)) {
      int threads = Runtime.getRuntime().availableProcessors();
      new ParallelReplay<Covered>(trace -> line.watch(trace, coverer::replay), threads)
          .run(traces, covered -> line.undisturbed(() -> take(covered, coverer, err)));
    }
    return coverer.coverage();
  }

  private static void take(Covered covered, Coverer coverer, PrintWriter err) {
    coverer.take(covered);
    covered.report().problems().forEach(err::println);
    err.flush();
  }

  private void print(Coverage coverage, Writer out) throws IOException {
    if (output.format() == OutputOptions.Format.JSON) {
      CoverageJson.print(OutputOptions.json(out), Version.text(), coverage);
      out.append('\n');
      return;
    }
    Set<CoverageText.Detail> details = EnumSet.noneOf(CoverageText.Detail.class);
    if (never) {
      details.add(CoverageText.Detail.NEVER);
    }
    if (byTrace) {
      details.add(CoverageText.Detail.BY_TRACE);
    }
    for (String line : CoverageText.lines(coverage, output.palette(), details)) {
      out.append(line).append('\n');
    }
  }
}
