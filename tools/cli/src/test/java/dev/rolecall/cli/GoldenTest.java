// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the command of each directory below src/test/golden in a process of its own, with that
 * directory as the working one and the file stdin, if there is one, as standard input, and compares
 * what it prints and its exit code with the files there. Nothing may stay in the folder of
 * temporary files. {@code -Drolecall.golden=update} writes those files anew.
 */
final class GoldenTest {
  private static final Path CASES = Path.of("src/test/golden");
  private static final boolean UPDATE = "update".equals(System.getProperty("rolecall.golden"));

  private static final Path NOTHING = Path.of("/dev/null");

  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicTest> outputIsGolden() throws IOException {
    try (Stream<Path> cases = Files.list(CASES)) {
      List<Path> all = cases.filter(Files::isDirectory).sorted().toList();
      assertTrue(all.size() > 20, "cases");
      return all.stream()
          .map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> check(c)));
    }
  }

  private void check(Path golden) throws IOException, InterruptedException {
    Path temporary = Files.createTempDirectory(scratch, "tmp");
    Path in = golden.resolve("stdin");
    Path out = Files.createTempFile(scratch, "stdout", "");
    Path err = Files.createTempFile(scratch, "stderr", "");
    Process process =
        new ProcessBuilder(command(golden, temporary))
            .directory(golden.toFile())
            .redirectInput(Files.exists(in) ? in.toFile() : NOTHING.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "ends within a minute");
    String exit = process.exitValue() + "\n";
    if (UPDATE) {
      Files.copy(out, golden.resolve("stdout"), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(err, golden.resolve("stderr"), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(golden.resolve("exit"), exit);
    }
    assertAll(
        () -> assertEquals(text(golden.resolve("stdout")), text(out), "standard output"),
        () -> assertEquals(text(golden.resolve("stderr")), text(err), "standard error"),
        () -> assertEquals(text(golden.resolve("exit")), exit, "exit code"),
        () -> assertEquals(List.of(), listed(temporary), "temporary files"));
  }

  private static List<String> command(Path golden, Path temporary) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-XX:TieredStopAtLevel=1");
    // As the archive's manifest and tools/rolecall have it: later JDKs warn of zstd-jni and
    // protobuf.
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.rolecall.cli.Rolecall");
    String arguments = Files.readString(golden.resolve("cmd")).strip();
    Splitter.on(' ').omitEmptyStrings().split(arguments).forEach(command::add);
    return command;
  }

  private static List<Path> listed(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
