// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what stopped a verb, in a line: a fault of the input or the system, or a bug of ours. */
final class Failures implements IExecutionExceptionHandler {
  private final BooleanSupplier debug;

  Failures(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    if (failure instanceof FaultException) {
      err.println("rolecall: " + failure.getMessage());
      return ExitCode.FAULT;
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      err.println("rolecall: " + SystemFailure.message(failure));
      return ExitCode.FAULT;
    }
    return internal(failure, err);
  }

  /** Tells of a bug of ours, or of a machine that is too small. */
  int internal(Throwable failure, PrintWriter err) {
    err.println(
        "rolecall: internal error: "
            + failure
            + "; this is a bug in Rolecall, please report it with the command line"
            + (debug.getAsBoolean() ? "" : " (--debug prints where)"));
    if (debug.getAsBoolean()) {
      failure.printStackTrace(err);
    }
    return ExitCode.INTERNAL;
  }
}
