// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code rolecall} command, the parent of every verb. */
@Command(
    name = "rolecall",
    description = "Replays recorded KVM MMU activity into a model and names every difference.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Rolecall implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command line and exits: 0 if all is well, 2 if the command line is at fault. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Rolecall());
  }

  /** A command line without a verb asks for nothing that could be done. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing verb");
  }
}
