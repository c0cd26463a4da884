// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test ran, to its end.
 *
 * @param exit the exit code
 * @param out standard output
 * @param err standard error
 */
record Child(int exit, String out, String err) {
  private static final int MOST_SECONDS = 120;

  /** Runs {@code rolecall} in a folder. */
  static Child rolecall(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = command();
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  /** What starts Rolecall, as the archive's manifest and tools/rolecall have it. */
  static List<String> command() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.rolecall.cli.Rolecall"));
  }

  /** Runs a command in a folder. */
  static Child run(Path folder, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "ends in time: " + command);
    Child child = new Child(process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return child;
  }

  /** This program, which must have ended well. */
  Child requireExit(int expected) {
    assertTrue(
        exit == expected, () -> "exit " + exit + ", expected " + expected + "\n" + out + err);
    return this;
  }
}
