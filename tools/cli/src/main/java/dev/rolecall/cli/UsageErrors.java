// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.PrintWriter;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with the command line, what may have been meant, and where help is. */
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    PrintWriter err = failure.getCommandLine().getErr();
    err.println(failure.getMessage());
    if (failure instanceof UnmatchedArgumentException unmatched) {
      unmatched.getSuggestions().stream()
          .findFirst()
          .ifPresent(near -> err.println("Did you mean " + near + "?"));
    }
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    err.println("See " + command + " --help");
    return ExitCode.FAULT;
  }
}
