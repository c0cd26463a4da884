// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.explain.HistoryPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** REVISIONS.md is what {@code rolecall revisions --markdown} prints. */
final class RevisionsPageTest {
  @Test
  void pageInTheRepositoryIsTheToolsOutput() throws IOException {
    Path page = Path.of(System.getProperty("rolecall.traces")).resolveSibling("REVISIONS.md");
    assertEquals(HistoryPage.lines(), Files.readAllLines(page));
  }
}
