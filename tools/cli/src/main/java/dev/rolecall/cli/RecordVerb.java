// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.record.TraceRecording;
import dev.rolecall.replay.report.Counts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rolecall record}: makes a golden trace. */
@Command(
    name = "record",
    header = "Writes a trace with the outcomes that a kernel revision has: a golden trace.",
    description = {
      "%nThe trace is replayed at the revision, and after each event stands what the model then holds: "
          + "role words, levels, contexts kept or reconfigured, registers, accepted writes. Old "
          + "expectations are replaced; those without an outcome in the model are dropped, and "
          + "counted.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Exit codes: 2 if the input is at fault (what is good of it is recorded), else 0.",
      "",
      "Examples:",
      "  rolecall record inputs.csv -o golden.csv",
      "  rolecall record traces/spec/reuse/v6.1-wp-write.csv --revision v5.19 -o - --to csv"
    })
final class RecordVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      converter = TraceArgument.class,
      description = "A trace of any format, or - for standard input.")
  private TraceFile in;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "The file to write: .csv or .pb, perhaps with .gz or .zst; - with --to.")
  private Path out;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "csv or proto, whatever OUT is called.")
  private Optional<dev.rolecall.replay.format.TraceFormat> to = Optional.empty();

  @Option(
      names = {"-r", "--revision"},
      paramLabel = "ID",
      converter = RevisionConverter.class,
      description = "The kernel point to record, such as v6.1; the trace's own if absent.")
  private Optional<MmuRevision> revision = Optional.empty();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    TraceRecording.Result result =
        TraceOutput.of(out, to)
            .write(in, writer -> TraceRecording.record(in, writer, revision, err::println));
    String dropped =
        result.dropped() == 0
            ? ""
            : "; "
                + Counts.of(result.dropped(), "old expectation")
                + " dropped (roots, requests, translations, pages)";
    err.println(
        in.name() + ": " + Counts.of(result.events(), "event") + " written to " + out + dropped);
    return result.problems() == 0 ? ExitCode.DONE : ExitCode.FAULT;
  }
}
