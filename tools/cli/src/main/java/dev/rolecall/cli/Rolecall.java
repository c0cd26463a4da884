// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import com.google.common.collect.ImmutableMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code rolecall} command, the parent of every verb. */
@Command(
    name = "rolecall",
    header = "Replays recorded KVM x86 MMU activity into a model and names every difference.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "A trace is a file in any format that Rolecall reads, told by its content; a folder stands",
      "for all traces in it. Standard output carries the result, standard error the rest.",
      "",
      "Exit codes, the same for every verb:",
      "    0  conforms, or done",
      "    1  a divergence was found",
      "    2  the input or the command line is at fault",
      "   70  a bug in Rolecall: please report the line that it prints",
      "  125  nothing could be checked (git bisect run takes it for \"skip\")",
      "",
      "Examples:",
      "  rolecall replay traces/",
      "  rolecall replay --revision v6.1 traces/vectors/v5.18/v5.18-roles-host1.csv.gz",
      "  rolecall explain cpu_role=0x8100003704 --revision v6.1",
      "  rolecall revisions series/06 series/07",
      "  rolecall help replay"
    },
    versionProvider = Version.class)
public final class Rolecall implements Runnable {
  /** The verbs in the order of the help, by name. */
  private static final ImmutableMap<String, Supplier<Object>> VERBS =
      ImmutableMap.<String, Supplier<Object>>builder()
          .put("replay", ReplayVerb::new)
          .put("diff", DiffVerb::new)
          .put("bisect", BisectVerb::new)
          .put("explain", ExplainVerb::new)
          .put("shrink", ShrinkVerb::new)
          .put("fuzz", FuzzVerb::new)
          .put("record", RecordVerb::new)
          .put("convert", ConvertVerb::new)
          .put("revisions", RevisionsVerb::new)
          .put("coverage", CoverageVerb::new)
          .put("doctor", DoctorVerb::new)
          .put("capture", CaptureVerb::new)
          .put("mutate", MutateVerb::new)
          .put("subject-check", SubjectCheckVerb::new)
          .put("help", HelpVerb::new)
          .build();

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help and exit.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an internal error.")
  private boolean debug;

  /** Runs the command line and exits with what {@link ExitCode} and the verbs say. */
  public static void main(String[] args) {
    CommandLine commandLine = commandLine(args);
    int code = execute(commandLine, args);
    commandLine.getOut().flush();
    commandLine.getErr().flush();
    System.exit(code);
  }

  /**
   * Executes a command line; no failure leaves with Java's own exit code, which is a divergence's.
   */
  static int execute(CommandLine commandLine, String... args) {
    Rolecall rolecall = commandLine.getCommand();
    try {
      return commandLine.execute(args);
    } catch (Error e) {
      return new Failures(() -> rolecall.debug).internal(e, commandLine.getErr());
    }
  }

  /**
   * What parses a command line. Describing a verb to picocli takes longer than a small replay, so a
   * verb that comes first is the only one; help, suggestions and lists need them all.
   */
  static CommandLine commandLine(String... args) {
    Rolecall rolecall = new Rolecall();
    CommandLine commandLine = new CommandLine(rolecall);
    if (args.length > 0 && !args[0].equals("help") && VERBS.containsKey(args[0])) {
      commandLine.addSubcommand(args[0], VERBS.get(args[0]).get());
    } else {
      VERBS.forEach((name, verb) -> commandLine.addSubcommand(name, verb.get()));
    }
    commandLine.setExecutionExceptionHandler(new Failures(() -> rolecall.debug));
    commandLine.setParameterExceptionHandler(new UsageErrors());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpWidth(100).setUsageHelpLongOptionsMaxWidth(28);
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return commandLine;
  }

  /** A command line without a verb asks for nothing that could be done. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing verb");
  }
}
