// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code git bisect run rolecall replay --bisect-signature} on real repositories of 64 commits:
 * each has a trace that its kernel recorded. Three in ten do not build and have none, two in ten
 * have another fault.
 */
final class GitBisectTest {
  private static final int COMMITS = 64;
  private static final int REPOSITORIES = Integer.getInteger("rolecall.git", 3);
  private static final String MACHINE = "event,args,expect\nmachine,revision=v6.1,\n";
  private static final String VCPU =
      "vcpu,cr0=0x80010011 cr4=0x20 efer=0xd00,root_mmu.cpu_role=0x8100003704\n";
  private static final String WRITE = "write,cr0=0x80000011,root_mmu.cpu_role=%s\n";
  private static final String GOOD = "0x8100001704";
  private static final String STALE_WP = "0x8100003704";
  private static final String LOST_NX = "0x8100000704";

  private final long seed = Long.getLong("rolecall.seed", 64);
  private final Random random = new Random(seed);

  @TempDir private Path folder;

  /** What a commit's kernel is. */
  private enum Build {
    WORKS,
    DOES_NOT_BUILD,
    HAS_ANOTHER_FAULT
  }

  @Test
  void gitEndsAtTheCommitThatBroughtTheFault() throws Exception {
    assumeTrue(hasGit(), "git is not installed");
    for (int i = 0; i < REPOSITORIES; i++) {
      Path repository = Files.createDirectory(folder.resolve("repository" + i));
      check(repository);
    }
  }

  private boolean hasGit() throws InterruptedException {
    try {
      return Child.run(folder, List.of("git", "--version")).exit() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  private void check(Path repository) throws Exception {
    int culprit = 2 + random.nextInt(COMMITS - 3);
    git(repository, "init", "-q");
    git(repository, "config", "user.name", "test");
    git(repository, "config", "user.email", "test@example.org");
    String wanted = "";
    for (int commit = 0; commit < COMMITS; commit++) {
      commit(repository, commit, build(commit, culprit), commit >= culprit);
      if (commit == culprit) {
        wanted = git(repository, "rev-parse", "HEAD").out().strip();
      }
    }
    String first = git(repository, "rev-list", "--max-parents=0", "HEAD").out().strip();
    git(repository, "bisect", "start", "HEAD", first);
    List<String> run = new ArrayList<>(List.of("git", "bisect", "run"));
    run.addAll(Child.command());
    run.addAll(
        List.of("replay", "--bisect-signature", "root_mmu.cpu_role:cr0_wp@write", "trace.csv"));
    Child bisected = Child.run(repository, run).requireExit(0);
    assertTrue(
        bisected.out().contains(wanted + " is the first bad commit"),
        () -> "seed %d, commit %d%n%s".formatted(seed, culprit, bisected));
    assertEquals(wanted, git(repository, "rev-parse", "refs/bisect/bad").out().strip());
  }

  /** The culprit, its parent and the ends can be told, else git cannot say which it is. */
  private Build build(int commit, int culprit) {
    if (commit == culprit || commit == culprit - 1 || commit == 0 || commit == COMMITS - 1) {
      return Build.WORKS;
    }
    int tenth = random.nextInt(10);
    return tenth < 3 ? Build.DOES_NOT_BUILD : tenth < 5 ? Build.HAS_ANOTHER_FAULT : Build.WORKS;
  }

  private static void commit(Path repository, int number, Build build, boolean faulty)
      throws IOException, InterruptedException {
    Path trace = repository.resolve("trace.csv");
    Files.deleteIfExists(trace);
    String role = faulty ? STALE_WP : GOOD;
    switch (build) {
      case WORKS -> write(trace, VCPU + WRITE.formatted(role));
      case HAS_ANOTHER_FAULT -> write(trace, VCPU + WRITE.formatted(LOST_NX));
      case DOES_NOT_BUILD -> {}
    }
    Files.writeString(repository.resolve("number"), number + "\n");
    git(repository, "add", "-A");
    git(repository, "commit", "-q", "-m", "commit " + number);
  }

  private static void write(Path trace, String events) throws IOException {
    Files.writeString(trace, MACHINE + events, StandardCharsets.UTF_8);
  }

  private static Child git(Path repository, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return Child.run(repository, command).requireExit(0);
  }
}
