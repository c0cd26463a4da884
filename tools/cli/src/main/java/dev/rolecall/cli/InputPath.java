// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A trace that is read: a path, or {@code -} for standard input, which goes into a file of its own
 * first, for captures are read twice.
 */
final class InputPath implements ITypeConverter<Path> {
  private static final String STANDARD_INPUT = "-";

  @Override
  public Path convert(String argument) {
    if (!argument.equals(STANDARD_INPUT)) {
      return Path.of(argument);
    }
    try {
      return spool();
    } catch (IOException e) {
      throw new TypeConversionException("standard input cannot be read: " + e.getMessage());
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
