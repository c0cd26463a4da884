// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.convert.TraceConversion;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceFormat;
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

/** {@code rolecall convert}: writes a trace in another format. */
@Command(
    name = "convert",
    header = "Writes a trace as CSV, for people, or as protobuf, for programs.",
    description = {
      "%nReads every format, captures included. The format of OUT is told by its name: .csv or .pb, "
          + "with .gz or .zst if it is to be compressed; - is standard output and needs --to. Between "
          + "CSV and protobuf nothing is lost but the comments; of a capture the events are kept, with "
          + "what was recorded as expectations.%n"
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "Exit codes: 2 if the input is at fault (what is good of it is written), else 0.",
      "",
      "Examples:",
      "  rolecall convert traces/captures/6.1/npt1-tdp1-flow.dat flow.csv",
      "  rolecall convert flow.csv flow.pb.zst",
      "  rolecall convert --to csv flow.pb.zst - | less"
    })
final class ConvertVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      converter = TraceArgument.class,
      description = "A trace of any format, or - for standard input.")
  private TraceFile in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write, or -.")
  private Path out;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "csv or proto, whatever OUT is called.")
  private Optional<TraceFormat> to = Optional.empty();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    TraceConversion.Result result =
        TraceOutput.of(out, to)
            .write(in, writer -> TraceConversion.convert(in, writer, err::println));
    result.notes().forEach(note -> err.println("note: " + note));
    err.println(in.name() + ": " + Counts.of(result.events(), "event") + " written to " + out);
    return result.problems() == 0 ? ExitCode.DONE : ExitCode.FAULT;
  }
}
