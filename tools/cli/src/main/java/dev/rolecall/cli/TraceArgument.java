// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import dev.rolecall.replay.format.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A trace that is read: a path, or {@code -} for standard input, which goes into a file of its own
 * first, for captures are read twice.
 */
final class TraceArgument implements ITypeConverter<TraceFile> {
  @Override
  public TraceFile convert(String argument) {
    try {
      return of(argument);
    } catch (IOException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** The trace that an argument stands for. */
  static TraceFile of(String argument) throws IOException {
    if (!TraceFile.isStandardInput(argument)) {
      return TraceFile.of(Path.of(argument));
    }
    try {
      return TraceFile.ofStandardInput(spool());
    } catch (IOException e) {
      String why = SystemFailure.message(e);
      throw new IOException("standard input cannot be copied to a temporary file: " + why, e);
    }
  }

  private static Path spool() throws IOException {
    Path folder = Files.createTempDirectory("rolecall");
    Path file = folder.resolve("stdin");
    folder.toFile().deleteOnExit();
    file.toFile().deleteOnExit(); // the last that is named is the first to go
    Files.copy(System.in, file);
    return file;
  }
}
