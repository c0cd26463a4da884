// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README shows: a bug that is put into the subject in C is found, searched for in eight
 * builds, and shrunk.
 */
final class SubjectSessionTest {
  private static final Path ROOT = Path.of(System.getProperty("rolecall.root", "../.."));
  private static final String RIGHT = "on(lma && regs->cr4 & X86_CR4_PKE, EXT_CR4_PKE)";
  private static final String WRONG = "on(regs->cr4 & X86_CR4_PKE, EXT_CR4_PKE)";
  private static final int FIRST_BAD = 6;
  private static final int BUILDS = 8;

  @TempDir private Path folder;

  @Test
  void aBugInTheSubjectInCIsFoundBisectedAndShrunk() throws Exception {
    assumeTrue(hasCompiler(), "gcc is not installed");
    build();
    String trace =
        ROOT.resolve("traces/vectors/v6.1/v6.1-transitions-host4.csv.gz")
            .toAbsolutePath()
            .normalize()
            .toString();

    Child diff =
        Child.rolecall(folder, "diff", "--base", "v6.1", "--subject", "./8", trace).requireExit(1);
    assertTrue(diff.out().contains("signature: root_mmu.cpu_role:cr4_pke@write"), diff.out());
    assertTrue(diff.out().contains("v6.1 and ./8 differ for 1 cause"), diff.out());

    Child bisect =
        Child.rolecall(folder, "bisect", "--base", "v6.1", "--among", "list", "--log", "log", trace)
            .requireExit(0);
    assertTrue(bisect.out().startsWith("./6 is the first bad subject"), bisect.out());
    Child again =
        Child.rolecall(
                folder, "bisect", "--base", "v6.1", "--among", "list", "--replay-log", "log", trace)
            .requireExit(0);
    assertTrue(again.out().startsWith("./6 is the first bad subject"), again.out());

    Child.rolecall(folder, "shrink", "--base", "v6.1", "--subject", "./6", trace, "-o", "small.csv")
        .requireExit(0);
    List<String> rows =
        Files.readAllLines(folder.resolve("small.csv")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertEquals("event,args,expect", rows.get(0));
    assertEquals("write,cr4=0x600000,root_mmu.cpu_role.cr4_pke=1", rows.get(rows.size() - 1));
    assertTrue(rows.size() <= 5, rows.toString());
    Child.rolecall(folder, "replay", "small.csv").requireExit(1);
  }

  private boolean hasCompiler() throws InterruptedException {
    try {
      return Child.run(folder, List.of("gcc", "--version")).exit() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  private void build() throws Exception {
    String source = Files.readString(ROOT.resolve("tools/subject-c/rolecall-subject.c"));
    assertTrue(source.contains(RIGHT), "the line of the bug");
    StringBuilder list = new StringBuilder("# oldest first\n");
    for (int i = 1; i <= BUILDS; i++) {
      Path file = folder.resolve(i + ".c");
      Files.writeString(file, i < FIRST_BAD ? source : source.replace(RIGHT, WRONG));
      Child.run(folder, List.of("gcc", "-std=c11", "-O1", "-o", Integer.toString(i), i + ".c"))
          .requireExit(0);
      list.append("./").append(i).append('\n');
    }
    Files.writeString(folder.resolve("list"), list);
  }
}
