// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Subjects that do what no subject should: shell scripts whose answers are written out byte by
 * byte. None may hang Rolecall or outlive it.
 */
class HostileSubjectTest {
  private static final Path SHELL = Path.of("/bin/sh");

  /** A number of seconds by which the processes of this run are known, and no other run's. */
  private static final String LONG =
      Long.toString(1_000_000 + ProcessHandle.current().pid() % 1_000_000);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int ENOUGH_SECONDS = 60;

  /** The words of the scripts: a batch is one write of Rolecall's, and so one read of dd's. */
  private static final String WORDS =
      """
      request() { dd bs=65536 count=1 2> /dev/null > /dev/null; }
      ready() { printf '\\012\\012\\010\\010\\001\\022\\004v6.1'; }
      outcome() { printf '\\002\\022\\000'; }
      forever() { exec sleep LONG; }
      """
          .replace("LONG", LONG);

  @BeforeEach
  void needsAShell() {
    assumeTrue(Files.isExecutable(SHELL), "no " + SHELL);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(0, keepers());
    assertEquals(List.of(), processes());
  }

  private static long keepers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("keeper of process"))
        .count();
  }

  private static List<String> processes() throws IOException {
    Path all = Path.of("/proc");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(all)) {
      return files.map(HostileSubjectTest::commandLine).filter(c -> c.contains(LONG)).toList();
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // not a process, or one that is gone
    }
  }

  @Test
  void crashAtAnEventIsToldWithItsSignalAndStandardError() {
    String told =
        failure(
            """
            request; ready; request; outcome; request
            echo 'BUG: bad role' >&2
            kill -SEGV $$
            """);
    assertTold(told, "ended with exit status 139, which is signal 11 (SIGSEGV), at event 3 (load)");
    assertTold(told, "| BUG: bad role");
  }

  @Test
  void exitInTheMiddleIsTold() {
    assertTold(failure("request; ready; request; exit 0"), "ended with exit status 0, at event 2");
  }

  @Test
  void exitBeforeTheFirstAnswerIsTold() {
    assertTold(failure("exit 3"), "ended with exit status 3, at the start of the trace");
  }

  @Test
  void hangIsToldAfterTheTimeout() {
    String told = failure("request; ready; request; echo thinking >&2; forever");
    assertTold(told, "gave no answer within 3 s after a flush, at event 2 (vcpu)");
    assertTold(told, "| thinking");
  }

  @Test
  void textForAnAnswerIsShown() {
    String told = failure("request; echo 'hello, I am the subject'; forever");
    assertTold(told, "which begins \"hello, I am the subject\\n\"");
    assertTold(failure("request; echo hello; exit 0"), "which begins \"hello\\n\"");
  }

  @Test
  void bytesThatAreNoMessageAreShown() {
    String told = failure("request; printf '\\003\\017\\017\\017'; forever");
    assertTold(told, "answered nonsense: expected a SubjectAnswer");
    assertTold(told, "which begins 0f 0f 0f");
  }

  @Test
  void lengthWithoutEndIsTold() {
    String told = failure("request; printf '\\377\\377\\377\\377\\377\\377'; forever");
    assertTold(told, "answered nonsense: expected a length, got no end to it");
  }

  @Test
  void hugeLengthIsRefusedBeforeItIsRead() {
    String told = failure("request; printf '\\377\\377\\377\\377\\007'; forever");
    assertTold(told, "expected a message of at most 16777216 bytes, got 2147483647");
  }

  @Test
  void halfAnAnswerThenSilenceIsTold() {
    String told = failure("request; ready; request; printf '\\011\\022'; forever");
    assertTold(told, "gave no answer within 3 s after a flush");
    assertTold(told, "its standard output ends within a message of 9 bytes after 1");
  }

  @Test
  void halfAnAnswerThenExitIsTold() {
    String told = failure("request; ready; request; printf '\\011\\022'; exit 4");
    assertTold(told, "ended with exit status 4 within an answer");
  }

  @Test
  void secondAnswerIsTold() {
    String told = failure("request; ready; while request; do outcome; outcome; done");
    assertTold(told, "answered more often than it was asked");
  }

  @Test
  void answerBeforeTheQuestionIsTold() {
    String told = failure("request; ready; ready; forever");
    assertTold(told, ", at event 2 (vcpu)");
  }

  @Test
  void closedStandardOutputIsTold() {
    String told = failure("request; ready; request; exec 1>&-; sleep " + LONG);
    assertTold(told, "closed its standard output, and runs on, at event 2 (vcpu)");
  }

  @Test
  void closedStandardInputIsTold() {
    String told = failure("request; exec 0<&-; ready; echo gone >&2; forever");
    assertTold(told, "closed its standard input, and runs on");
  }

  @Test
  void unreadRequestsEndAtTheTimeout() {
    String told = failure("request; ready; request; outcome; request; outcome; forever", 1 << 20);
    assertTold(told, "gave no answer within 3 s after a flush, and did not read");
  }

  @Test
  void eventThatFitsIntoNoMessageIsNotTheProgramsFault() {
    String told = failure("request; ready; request; outcome; request; outcome; forever", 16 << 20);
    assertTold(told, "is not fed what takes 167772");
    assertTold(told, "bytes, expected at most 16777216, at event 4 (memory)");
  }

  @Test
  void endlessStandardErrorNeitherBlocksNorFillsMemory() {
    String told =
        failure(
            """
            yes 'I am talking, and talking, and talking' >&2 &
            request; ready; request; outcome; request; exit 9
            """);
    assertTold(told, "ended with exit status 9, at event 3");
    assertTold(told, "| I am talking, and talking, and talking");
    assertTrue(told.length() < 3000, told);
  }

  @Test
  void childThatKeepsTheOutputOpenIsKilledToo() {
    String told = failure("request; ready; request; sleep " + LONG + " & exit 5");
    assertTold(told, "ended with exit status 5, at event 2");
  }

  @Test
  void subjectThatIgnoresSigtermIsKilledAtTheEnd() throws SubjectException {
    within(
        () -> {
          try (ProgramSubject subject =
              subject("trap '' TERM INT HUP; request; ready; request; outcome; forever")) {
            subject.start(machine());
            subject.feed(event(EventType.VCPU, 2));
          }
        });
  }

  @Test
  void programThatCannotBeStartedIsTold() {
    ProgramSubject subject =
        new ProgramSubject("./none", List.of("/no/such/program"), settings(TIMEOUT));
    SubjectException e = assertThrows(SubjectException.class, () -> subject.start(machine()));
    assertTold(e.reason(), "./none cannot be started: ");
  }

  @Test
  void otherVersionOfTheProtocolIsTold() {
    String told = failure("request; printf '\\012\\012\\010\\010\\002\\022\\004v6.1'; forever");
    assertTold(told, "speaks version 2 of the protocol, expected 1");
  }

  @Test
  void unknownRevisionIsTold() {
    String told = failure("request; printf '\\012\\012\\010\\010\\001\\022\\004v9.9'; forever");
    assertTold(told, "says that its role words are those of 'v9.9', expected one of v5.10, v5.18");
  }

  @Test
  void outcomeWithAFieldOfNoSchemaIsTold() {
    // outcome { field 100: 1 }
    String told =
        failure("request; ready; request; printf '\\005\\022\\003\\240\\006\\001'; forever");
    assertTold(told, "answered nonsense: unknown field 100 of rolecall.Expect");
  }

  @Test
  void outcomeOutOfRangeIsTold() {
    // outcome { root_mmu { root_level: 77 } }
    String told =
        failure("request; ready; request; printf '\\006\\022\\004\\012\\002\\040\\115'; forever");
    assertTold(
        told, "answered nonsense: root_mmu.root_level: expected a number from 0 to 15, got 77");
  }

  @Test
  void refusalIsToldInItsWords() {
    // error { text: "no EPT" }
    String told = failure("request; printf '\\012\\032\\010\\012\\006no EPT'; forever");
    assertTold(told, "refuses the trace: no EPT");
  }

  @Test
  void afterAFailureTheNextTraceFindsAFreshProgram() throws SubjectException {
    within(
        () -> {
          try (ProgramSubject subject =
              subject("request; ready; request; outcome; request; exit 1")) {
            for (int trace = 0; trace < 2; trace++) {
              assertEquals("v6.1", subject.start(machine()).id());
              TraceEvent write = event(EventType.WRITE, 2);
              write.args().set(Arg.CR0, 0x11);
              write.expectations().set(ExpectKey.ACCEPTED, 1);
              subject.feed(write);
              assertEquals(ExpectKey.ACCEPTED.bit(), write.expectations().present());
              assertThrows(SubjectException.class, () -> subject.feed(event(EventType.OBSERVE, 3)));
            }
          }
        });
  }

  @Test
  void closedSubjectGoesOnAsTheNextAndEndsWithItsFactory() {
    String script =
        """
        while test "$(dd bs=65536 count=1 2> /dev/null | wc -c)" -gt 0; do
          if test "$started"; then started=; outcome; else started=1; ready; fi
        done
        """;
    within(
        () -> {
          List<String> command = List.of(SHELL.toString(), "-c", WORDS + script);
          try (ProgramPool pool = new ProgramPool("./pooled", command, settings(TIMEOUT))) {
            for (int trace = 0; trace < 3; trace++) {
              try (Subject subject = pool.open()) {
                subject.start(machine());
                subject.feed(event(EventType.LOAD, 2));
              }
            }
            assertEquals(1, keepers());
          }
          assertEquals(0, keepers());
        });
  }

  @Test
  void failureWithinABatchTellsHowManyEventsWereAnswered() {
    within(
        () -> {
          try (ProgramSubject subject =
              subject("request; ready; request; outcome; outcome; exit 1")) {
            subject.start(machine());
            List<TraceEvent> events =
                Stream.iterate(2, i -> i + 1).limit(5).map(i -> event(EventType.LOAD, i)).toList();
            SubjectException e =
                assertThrows(SubjectException.class, () -> subject.feedAll(events));
            assertEquals(2, e.answered());
            assertTold(e.reason(), "at event 4 (load), or at one of the 2 that were sent with it");
          }
        });
  }

  private static String failure(String script) {
    return failure(script, 8);
  }

  /** Feeds a trace to a script until it fails; what is told of that. */
  private static String failure(String script, int bytes) {
    return assertTimeoutPreemptively(
            Duration.ofSeconds(ENOUGH_SECONDS),
            () -> {
              try (ProgramSubject subject = subject(script)) {
                return assertThrows(SubjectException.class, () -> feed(subject, bytes));
              }
            })
        .reason();
  }

  private static void feed(ProgramSubject subject, int bytes) throws SubjectException {
    subject.start(machine());
    subject.feed(event(EventType.VCPU, 2));
    subject.feed(event(EventType.LOAD, 3));
    TraceEvent memory = event(EventType.MEMORY, 4);
    memory.args().set(Arg.GPA, 0x1000);
    memory.args().setBytes(Arg.BYTES, new byte[bytes]);
    for (int i = 0; i < 8; i++) {
      subject.feed(memory);
    }
  }

  /** Something that a subject is put through. */
  private interface Ordeal {
    void run() throws SubjectException;
  }

  private static void within(Ordeal ordeal) {
    assertTimeoutPreemptively(Duration.ofSeconds(ENOUGH_SECONDS), ordeal::run);
  }

  private static ProgramSubject subject(String script) {
    List<String> command = List.of(SHELL.toString(), "-c", WORDS + script);
    return new ProgramSubject("./hostile", command, settings(TIMEOUT));
  }

  private static SubjectSettings settings(Duration timeout) {
    return new SubjectSettings("a test", timeout, List.of());
  }

  private static TraceEvent machine() {
    TraceEvent machine = event(EventType.MACHINE, 1);
    machine.args().setText(Arg.REVISION, "v6.1");
    return machine;
  }

  private static TraceEvent event(EventType type, long position) {
    TraceEvent event = new TraceEvent();
    event.reset(type);
    event.setPosition(position);
    return event;
  }

  private static void assertTold(String told, String expected) {
    assertTrue(told.contains(expected), () -> "expected: " + expected + "\ngot: " + told);
  }
}
