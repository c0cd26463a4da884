// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.format.TraceFormats;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import dev.rolecall.replay.trace.TraceReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The subject in C, built by its Makefile with warnings as errors. Skipped where there is no make
 * or no gcc.
 */
class SubjectInCTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("rolecall.subject", "../tools/subject-c"));
  private static final String NAME = "rolecall-subject";

  /** What the subject says nothing of. */
  private static final List<ExpectKey> LEFT_OUT =
      List.of(
          ExpectKey.REQUESTS,
          ExpectKey.of(MmuId.ROOT_MMU, MmuItem.ROOTS),
          ExpectKey.of(MmuId.GUEST_MMU, MmuItem.ROOTS));

  @TempDir static Path folder;

  @BeforeAll
  static void buildsWithoutAWarning() throws Exception {
    assumeTrue(isOnThePath("make") && isOnThePath("gcc"), "make and gcc build the subject in C");
    Files.copy(SOURCES.resolve("Makefile"), folder.resolve("Makefile"));
    Files.copy(SOURCES.resolve(NAME + ".c"), folder.resolve(NAME + ".c"));
    Path log = folder.resolve("log");
    Process make =
        new ProcessBuilder(
                "make", "CC=gcc", "CFLAGS=-O2 -Wall -Wextra -Wpedantic -Wconversion -Werror")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(make.waitFor(120, TimeUnit.SECONDS), "built within two minutes");
    assertEquals(0, make.exitValue(), Files.readString(log));
  }

  private static boolean isOnThePath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  @Test
  void speaksTheProtocol() throws SubjectException {
    ProtocolCheck.Result result = new ProtocolCheck(NAME, command(), settings()).run();
    assertEquals(
        List.of(), result.findings().stream().filter(f -> f.failure().isPresent()).toList());
    assertEquals(9, result.findings().size());
    assertEquals("v6.1", result.revision().orElseThrow().id());
    assertTrue(result.given().contains("guest_mmu.root_role"), result.given().toString());
  }

  @TestFactory
  Stream<DynamicTest> givesTheKernelsWords() {
    return Corpus.traces("vectors/v6.1").stream()
        .filter(trace -> !trace.toString().contains("-walks-"))
        .map(trace -> DynamicTest.dynamicTest(Corpus.name(trace), () -> compare(trace)));
  }

  private static void compare(Path trace) throws Exception {
    List<TraceEvent> recorded = read(trace);
    List<TraceEvent> fed = recorded.stream().map(TraceEvent::copyOf).toList();
    fed.forEach(event -> event.expectations().remove(ExpectKey.ACCEPTED));
    try (ProgramSubject subject = new ProgramSubject(NAME, command(), settings())) {
      subject.start(fed.get(0));
      subject.feedAll(fed.subList(1, fed.size()));
    }
    for (int i = 1; i < fed.size(); i++) {
      assertGiven(recorded.get(i), fed.get(i));
    }
  }

  private static void assertGiven(TraceEvent recorded, TraceEvent fed) {
    for (ExpectKey key : ExpectKey.ALL) {
      if (recorded.expectations().has(key) && !LEFT_OUT.contains(key)) {
        String what = "event " + recorded.seq() + " " + key;
        assertTrue(fed.expectations().has(key), what);
        assertEquals(recorded.expectations().number(key), fed.expectations().number(key), what);
      }
    }
  }

  private static List<TraceEvent> read(Path trace) throws Exception {
    List<TraceEvent> events = new ArrayList<>();
    TraceHandler collect =
        new TraceHandler() {
          @Override
          public void event(TraceEvent event) {
            events.add(TraceEvent.copyOf(event));
          }

          @Override
          public void notChecked(String reason, long count) {}
        };
    try (TraceReader reader = TraceFormats.open(trace)) {
      reader.read(
          collect,
          problem -> {
            throw new AssertionError(problem);
          });
    }
    return events;
  }

  private static List<String> command() {
    return List.of(folder.resolve(NAME).toString());
  }

  private static SubjectSettings settings() {
    return new SubjectSettings("a test", Duration.ofSeconds(60), List.of());
  }
}
