// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import java.nio.file.Path;

/**
 * A file that is read as a trace.
 *
 * @param path where its bytes are
 * @param name what reports and problems call it
 */
public record TraceFile(Path path, String name) {
  private static final String STANDARD_INPUT = "<stdin>";

  /** A file that the user named by its path. */
  public static TraceFile of(Path path) {
    return new TraceFile(path, path.toString());
  }

  /** A file that holds what came on standard input. */
  public static TraceFile ofStandardInput(Path copy) {
    return new TraceFile(copy, STANDARD_INPUT);
  }

  /** Whether an argument stands for standard input: {@code -}, or what reports call it. */
  public static boolean isStandardInput(String argument) {
    return argument.equals("-") || argument.equals(STANDARD_INPUT);
  }
}
