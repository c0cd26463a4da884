// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuHistory;
import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.proto.SubjectAnswer;
import dev.rolecall.replay.format.proto.SubjectAnswer.Outcome;
import dev.rolecall.replay.format.proto.SubjectAnswer.Ready;
import dev.rolecall.replay.format.proto.SubjectAnswer.Refusal;
import dev.rolecall.replay.format.proto.SubjectWire;
import dev.rolecall.replay.trace.DamagedStreamException;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program that speaks the protocol of {@code subject.proto} on its standard input and output. It
 * runs from the first trace on; after a failure it is killed, and started anew for the next trace.
 */
public final class ProgramSubject implements Subject {
  private static final String START = "the start of the trace";

  private final String name;
  private final List<String> command;
  private final SubjectSettings settings;
  private final OutcomeReader outcomes = new OutcomeReader();
  private @Nullable Running running;

  /** A program that runs, and the connection to it. */
  private record Running(ChildProgram child, SubjectWire wire) {}

  /**
   * A subject whose program is not started yet.
   *
   * @param name what reports call it
   * @param command the program and its arguments
   */
  public ProgramSubject(String name, List<String> command, SubjectSettings settings) {
    this.name = name;
    this.command = List.copyOf(command);
    this.settings = settings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public MmuRevision start(TraceEvent machine) throws SubjectException {
    Running now = running == null ? launch() : running;
    running = now;
    requireSilence(now, START);
    now.child().expect();
    try {
      now.wire().start(machine, settings.rolecall());
      now.wire().flush();
    } catch (IOException e) {
      throw unheard(now, START);
    }
    SubjectAnswer answer = answer(now, START);
    now.child().rest();
    if (answer instanceof Ready ready) {
      return revision(now, ready);
    }
    if (answer instanceof Refusal refusal) {
      throw new SubjectException(name + " refuses the trace: " + refusal.text());
    }
    throw failed(now, "answered with an outcome, expected ready", START);
  }

  private MmuRevision revision(Running now, Ready ready) throws SubjectException {
    if (ready.protocol() != SubjectWire.PROTOCOL) {
      String expected = "speaks version %d of the protocol, expected %d";
      throw failed(now, expected.formatted(ready.protocol(), SubjectWire.PROTOCOL), START);
    }
    Optional<MmuRevision> revision = MmuHistory.find(ready.revision());
    if (revision.isEmpty()) {
      String known =
          MmuHistory.revisions().stream().map(MmuRevision::id).collect(Collectors.joining(", "));
      String expected = "says that its role words are those of '%s', expected one of %s";
      throw failed(now, expected.formatted(ready.revision(), known), START);
    }
    return revision.get();
  }

  @Override
  public void feed(TraceEvent event) throws SubjectException {
    feedAll(List.of(event));
  }

  /** Feeds events in batches: a program and Rolecall then wait for each other less often. */
  @Override
  public void feedAll(List<TraceEvent> events) throws SubjectException {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException(name + " is fed without a trace");
    }
    int answered = 0;
    while (answered < events.size()) {
      int sent = send(now, events, answered);
      try {
        for (; answered < sent; answered++) {
          take(now, events.get(answered));
        }
      } catch (SubjectException e) {
        throw e.after(answered);
      }
    }
    now.child().rest();
  }

  /** Sends as many events as fit into a batch; returns how many have been sent in all. */
  private int send(Running now, List<TraceEvent> events, int from) throws SubjectException {
    String place = place(events.get(from));
    requireSilence(now, place);
    now.child().expect();
    int sent = from;
    try {
      while (sent < events.size() && now.wire().offer(events.get(sent))) {
        sent++;
      }
      now.wire().flush();
    } catch (IOException e) {
      throw unheard(now, place).after(from);
    }
    return sent;
  }

  private void take(Running now, TraceEvent event) throws SubjectException {
    SubjectAnswer answer = answer(now, place(event));
    if (answer instanceof Outcome outcome) {
      Optional<String> problem = outcomes.read(outcome, event);
      if (problem.isPresent()) {
        throw failed(now, "answered nonsense: " + problem.get(), place(event));
      }
    } else if (answer instanceof Refusal refusal) {
      throw failed(now, "refuses the trace: " + refusal.text(), place(event));
    } else {
      throw failed(now, "answered ready, expected an outcome", place(event));
    }
  }

  private SubjectAnswer answer(Running now, String place) throws SubjectException {
    now.child().expect();
    try {
      Optional<SubjectAnswer> answer = now.wire().next();
      if (answer.isPresent()) {
        return answer.get();
      }
    } catch (DamagedStreamException e) {
      throw failed(now, damage(now, e.getMessage() + shown(now)), place);
    } catch (IOException e) {
      throw failed(now, damage(now, "its standard output cannot be read"), place);
    }
    throw failed(now, silence(now), place);
  }

  private String damage(Running now, String what) {
    if (now.child().wasLate()) {
      return late() + ": " + what;
    }
    return now.child()
        .ended()
        .map(status -> "ended with " + status.text() + " within an answer: " + what)
        .orElse("answered nonsense: " + what);
  }

  private String silence(Running now) {
    if (now.child().wasLate()) {
      return late();
    }
    return now.child()
        .ended()
        .map(status -> "ended with " + status.text())
        .orElse("closed its standard output, and runs on");
  }

  private String late() {
    Duration timeout = settings.timeout();
    String time =
        timeout.toMillisPart() == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    return "gave no answer within " + time + " after a flush";
  }

  private static String shown(Running now) {
    String bytes = now.wire().lastBytes();
    return bytes.isEmpty() ? "" : ", which begins " + bytes;
  }

  /** The failure of a subject that did not read what was written. */
  private SubjectException unheard(Running now, String place) {
    if (now.child().wasLate()) {
      return failed(now, late() + ", and did not read its standard input", place);
    }
    String what =
        now.child()
            .ended()
            .map(status -> "ended with " + status.text())
            .orElse("closed its standard input, and runs on");
    return failed(now, what, place);
  }

  /** Whatever a subject says before it is asked is an answer too many. */
  private void requireSilence(Running now, String place) throws SubjectException {
    boolean speaks;
    try {
      speaks = now.wire().hasMore();
    } catch (IOException e) {
      speaks = false; // its output is closed, which the next answer will tell better
    }
    if (speaks) {
      throw failed(now, "answered more often than it was asked before", place);
    }
  }

  /** The program is killed; what it did, where, and what it said of it. */
  private SubjectException failed(Running now, String what, String place) {
    running = null;
    List<String> lines = now.child().lastWords();
    String said =
        lines.isEmpty()
            ? "\n  standard error is empty"
            : "\n  standard error ends:\n  | " + String.join("\n  | ", lines);
    return new SubjectException(name + " " + what + ", at " + place + said);
  }

  private Running launch() throws SubjectException {
    try {
      ChildProgram child = ChildProgram.start(command, settings.timeout());
      return new Running(child, new SubjectWire(child.output(), child.input()));
    } catch (IOException e) {
      throw new SubjectException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  private static String place(TraceEvent event) {
    return "event " + event.seq() + " (" + event.type().wireName() + ")";
  }

  @Override
  public void close() {
    Running now = running;
    if (now == null) {
      return;
    }
    running = null;
    now.child().expect();
    try {
      now.wire().end();
    } catch (IOException e) {
      now.child().lastWords(); // it ended before it was told to, after all its answers
      return;
    }
    now.child().close();
  }
}
