// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** traces/MANIFEST names every data file of the corpus with its SHA-256. */
final class ManifestTest {
  private static final Set<String> NO_DATA = Set.of("MANIFEST", "README.md", "captures/EXPECTED");

  @Test
  void manifestIsWhatTheFilesAre() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(Corpus.ROOT.resolve("MANIFEST"))) {
      String[] part = line.split("  \\./", 2);
      assertEquals(2, part.length, line);
      listed.put(part[1], part[0]);
    }
    Map<String, String> found = new TreeMap<>();
    for (Path file : files()) {
      String name = Corpus.ROOT.relativize(file).toString();
      if (!NO_DATA.contains(name)) {
        found.put(name, Hashing.sha256().hashBytes(Files.readAllBytes(file)).toString());
      }
    }
    assertEquals(listed, found);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(Corpus.ROOT)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }
}
