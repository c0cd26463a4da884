// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.format.TraceFile;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The traces that a verb is given. */
final class TraceParameters {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      arity = "1..*",
      converter = TraceArgument.class,
      description =
          "Files in any format that Rolecall reads, folders of them, - for standard input.")
  private List<TraceFile> arguments;

  /** The arguments as they are. */
  List<TraceFile> arguments() {
    return arguments;
  }

  /**
   * What the arguments stand for. Standard error is told what is wrong with them, and what of
   * folders was passed over.
   */
  TraceArguments read() {
    TraceArguments traces = TraceArguments.of(arguments);
    PrintWriter err = spec.commandLine().getErr();
    traces.problems().forEach(err::println);
    traces.notes().forEach(note -> err.println("note: " + note));
    err.flush();
    return traces;
  }
}
