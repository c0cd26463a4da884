// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {line()};
  }

  /** The version alone, without the program's name. */
  static String text() throws IOException {
    String line = line();
    return line.substring(line.indexOf(' ') + 1);
  }

  private static String line() throws IOException {
    try (InputStream text = requireNonNull(Version.class.getResourceAsStream("version.txt"))) {
      return new String(text.readAllBytes(), UTF_8).strip();
    }
  }
}
