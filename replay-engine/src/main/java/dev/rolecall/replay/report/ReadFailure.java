// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words why the system did not let a file be read. */
public final class ReadFailure {
  private ReadFailure() {}

  /** The failure as a problem of that file. */
  public static InputProblem problem(String file, IOException failure) {
    return new InputProblem(file, new Place.None(), message(failure));
  }

  private static String message(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "expected a trace, got no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "expected a trace, got a file that may not be read (permission denied)";
    }
    String detail = failure.getMessage();
    return "the file cannot be read: " + (detail == null ? failure.toString() : detail);
  }
}
