// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rolecall.replay.corpus.Corpus;
import dev.rolecall.replay.format.Compression;
import dev.rolecall.replay.format.TraceFile;
import dev.rolecall.replay.format.TraceSource;
import dev.rolecall.replay.trace.EventText;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ReadStats;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that is read once, on the strength of its beginning, is read as if it were read twice. */
final class TextTrialTest {
  private static final String ENTRY = " vmm-1 [000] 1.000000: kvm_entry: vcpu 0, rip 0x1\n";
  private static final String EXIT =
      " vmm-1 [000] 1.000000: kvm_exit: vcpu 0 reason msr rip 0x1 info1 0x0 info2 0x0\n";

  /** More events than pass between two looks at whether the text goes on as it begins. */
  private static final int MANY = 70_000;

  @TempDir private Path folder;

  /** Keeps what it takes, as text. */
  private static final class Kept implements TraceHandler {
    private final List<String> taken = new ArrayList<>();

    @Override
    public void event(TraceEvent event) {
      StringBuilder text = new StringBuilder();
      text.append(event.timeNs()).append(' ').append(event.vm()).append(' ').append(event.vcpu());
      text.append(' ').append(event.place()).append(' ').append(event.type().wireName());
      EventText.appendArgs(text.append(' '), event);
      EventText.appendExpectations(text.append(" | "), event);
      taken.add(text.toString());
    }

    @Override
    public void notChecked(String reason, long count) {
      taken.add("not checked " + reason + " " + count);
    }

    @Override
    public void note(String text) {
      taken.add("note " + text);
    }
  }

  private static TextTraceReader open(Path file, long head) throws IOException {
    Compression compression = file.toString().endsWith(".gz") ? Compression.GZIP : Compression.NONE;
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    return new TextTraceReader(
        new TraceSource(TraceFile.of(file), compression, compression.decompress(raw)), head);
  }

  /** Reads a file both ways, compares, and says how many handlers the one way took. */
  private static int handlersFor(Path file, long head) throws IOException {
    List<InputProblem> problems = new ArrayList<>();
    Kept twice = new Kept();
    ReadStats expected;
    try (TextTraceReader reader = open(file, head)) {
      expected = reader.read(twice, problems::add);
    }
    List<Kept> handlers = new ArrayList<>();
    ReadStats stats;
    try (TextTraceReader reader = open(file, head)) {
      stats =
          reader.attempt(
              () -> {
                handlers.add(new Kept());
                return handlers.get(handlers.size() - 1);
              },
              problems::add);
    }
    List<String> once = handlers.get(handlers.size() - 1).taken;
    for (int i = 0; i < Math.min(twice.taken.size(), once.size()); i++) {
      assertEquals(twice.taken.get(i), once.get(i), "event " + i);
    }
    assertEquals(twice.taken.size(), once.size());
    assertEquals(expected, stats);
    assertEquals(List.of(), problems);
    return handlers.size();
  }

  private int handlersFor(String... lines) throws IOException {
    Path file = folder.resolve("t.txt");
    Files.writeString(file, String.join("", lines), UTF_8);
    return handlersFor(file, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.10-npt1-tdp1-flow.report-N",
        "6.1-intel-ept1-flow.report-R",
        "6.1-npt0-smp2-twovms.report-N",
        "6.1-npt1-flow.ftrace",
        "6.1-npt1-lostevents.report-R",
        "6.1-npt1-tdp1-flow.report-plugins",
        "6.18-perf-script",
        "7.2-npt1-tdp1-flow.report-R",
      })
  void everyBeginningLeadsToTheSameEvents(String text) throws IOException {
    Path file = Corpus.ROOT.resolve("text").resolve(text + ".txt.gz");
    for (long head = 1; head < 1 << 26; head <<= 5) {
      handlersFor(file, head);
    }
  }

  /** Is contradicted by whatever it takes. */
  private static final class Contradicted implements TraceHandler {
    @Override
    public void event(TraceEvent event) {}

    @Override
    public void notChecked(String reason, long count) {}

    @Override
    public boolean isContradicted() {
      return true;
    }
  }

  private int contradictedHandlersFor(String text, long head) throws IOException {
    Path file = folder.resolve("t.txt");
    Files.writeString(file, text, UTF_8);
    int[] handlers = {0};
    try (TextTraceReader reader = open(file, head)) {
      reader.attempt(
          () -> {
            handlers[0]++;
            return new Contradicted();
          },
          problem -> {
            throw new AssertionError(problem);
          });
    }
    return handlers[0];
  }

  @Test
  void kernelThatIsNamedLateIsNotGuessedAnew() throws IOException {
    assertEquals(2, contradictedHandlersFor((ENTRY + EXIT).repeat(20) + "# kernel: 6.1.0\n", 1));
  }

  @Test
  void kernelThatIsNotNamedIsGuessedAmongAllThatFit() throws IOException {
    // v5.10, then v5.18, v5.19, v6.1, v6.12 and v7.2, and v5.10 again as all contradict it
    assertEquals(7, contradictedHandlersFor((ENTRY + EXIT).repeat(20), 1 << 20));
  }

  @Test
  void textThatGoesOnAsItBeginsIsReadOnce() throws IOException {
    String guest = ENTRY + EXIT;
    Path file = folder.resolve("t.txt");
    Files.writeString(file, guest.repeat(MANY), UTF_8);
    assertEquals(1, handlersFor(file, guest.length()));
  }

  @ParameterizedTest
  @CsvSource({
    "the kernel,       '# kernel: 6.12.0\n'",
    "an older kernel,  '# kernel: 5.10.0\n'",
    "another vCPU,     ' vmm-2 [000] 1.000000: kvm_entry: vcpu 1, rip 0x1\n'",
    "a maker,          ' vmm-1 [000] 1.000000: kvm_exit: vcpu 0 reason MSR_WRITE rip 0x1 info1 0x0\n'",
    "a way of paging,  ' vmm-1 [000] 1.000000: kvm_exit: vcpu 0 reason npf rip 0x1 info1 0x0\n'",
    "a kind of event,  ' vmm-1 [000] 1.000000: kvm_userspace_exit: reason KVM_EXIT_IO (2)\n'",
    "a probe,          ' vmm-1 [000] 1.000000: init_mmu: vcpu=0x1 cr0=0x10 cr3=0x0 cr4=0x0 efer=0x0 hflags=0x0 rcpu=0x0 rrole=0x0\n'",
  })
  void whatShowsLateBeginsAnew(String what, String line) throws IOException {
    String guest = ENTRY + EXIT;
    assertEquals(2, handlersFor(guest, guest, line), what);
    assertEquals(2, handlersFor(guest, line, guest.repeat(MANY)), what);
    assertEquals(2, handlersFor(guest.repeat(MANY), line, guest.repeat(MANY)), what);
  }
}
