// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with the command line, what may have been meant, and where help is. */
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    PrintWriter err = failure.getCommandLine().getErr();
    err.println(failure.getMessage());
    if (failure instanceof UnmatchedArgumentException unmatched) {
      meant(unmatched).ifPresent(near -> err.println("Did you mean " + near + "?"));
    }
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    err.println("See " + command + " --help");
    return ExitCode.FAULT;
  }

  /** The verb or the option that is nearest to the first thing that is neither. */
  private static Optional<String> meant(UnmatchedArgumentException failure) {
    CommandSpec spec = failure.getCommandLine().getCommandSpec();
    Set<String> known =
        failure.isUnknownOption() ? spec.optionsMap().keySet() : spec.subcommands().keySet();
    return failure.getUnmatched().stream()
        .findFirst()
        .flatMap(typed -> NearestName.of(typed, known));
  }
}
