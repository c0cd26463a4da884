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

/**
 * What is said to a program and what it answers, up to its first failure: then it is killed, and
 * the failure told in words, with the place in the trace and the end of its standard error.
 */
final class Conversation implements AutoCloseable {
  /** The place of a start. */
  static final String START = "the start of the trace";

  private final String name;
  private final SubjectSettings settings;
  private final ChildProgram child;
  private final SubjectWire wire;
  private final OutcomeReader outcomes = new OutcomeReader();
  private String place = START;
  private Optional<TraceEvent> asked = Optional.empty();
  private int following;
  private boolean over;

  private Conversation(String name, SubjectSettings settings, ChildProgram child) {
    this.name = name;
    this.settings = settings;
    this.child = child;
    this.wire = new SubjectWire(child.output(), child.input());
  }

  /** Starts a program; {@code name} is what reports call it. */
  static Conversation open(String name, List<String> command, SubjectSettings settings)
      throws SubjectException {
    try {
      return new Conversation(name, settings, ChildProgram.start(command, settings.timeout()));
    } catch (IOException e) {
      throw new SubjectException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Whether the program has failed, or was ended. */
  boolean isOver() {
    return over;
  }

  /** Where requests are gathered. */
  SubjectWire wire() {
    return wire;
  }

  /** An event as messages call it. */
  static String nameOf(TraceEvent event) {
    return "event " + event.seq() + " (" + event.type().wireName() + ")";
  }

  /**
   * Begins a trace.
   *
   * @return the revision whose words the program gives
   * @throws SubjectException if it refuses the trace, which is no failure, or fails
   */
  MmuRevision start(TraceEvent machine) throws SubjectException {
    send(START, () -> wire.start(machine, settings.rolecall()));
    SubjectAnswer answer = answer();
    rest();
    if (answer instanceof Ready ready) {
      return revision(ready);
    }
    if (answer instanceof Refusal refusal) {
      throw new SubjectException(name + " refuses the trace: " + refusal.text());
    }
    throw failed("answered with an outcome, expected ready");
  }

  private MmuRevision revision(Ready ready) throws SubjectException {
    if (ready.protocol() != SubjectWire.PROTOCOL) {
      String expected = "speaks version %d of the protocol, expected %d";
      throw failed(expected.formatted(ready.protocol(), SubjectWire.PROTOCOL));
    }
    Optional<MmuRevision> revision = MmuHistory.find(ready.revision());
    if (revision.isEmpty()) {
      String known =
          MmuHistory.revisions().stream().map(MmuRevision::id).collect(Collectors.joining(", "));
      String expected = "says that its role words are those of '%s', expected one of %s";
      throw failed(expected.formatted(ready.revision(), known));
    }
    return revision.get();
  }

  /** Puts requests into a batch. */
  @FunctionalInterface
  interface Requests {
    void gather() throws IOException;
  }

  /**
   * Gathers requests and sends them; what the program says before it is asked is too much.
   *
   * @param what what they are, for messages
   */
  void send(String what, Requests requests) throws SubjectException {
    place = what;
    asked = Optional.empty();
    requireSilence();
    child.expect();
    try {
      requests.gather();
      wire.flush();
    } catch (SubjectWire.TooLongException e) {
      throw failed("is not fed what " + e.getMessage());
    } catch (IOException e) {
      throw failed(deafness());
    }
  }

  /**
   * Reads the answer to an event, and makes it the event's expectations.
   *
   * @param after how many events were sent with it that are not answered either: the program may
   *     have failed at one of those, and its answers have gone with it
   */
  void take(TraceEvent event, int after) throws SubjectException {
    asked = Optional.of(event);
    following = after;
    SubjectAnswer answer = answer();
    following = 0;
    if (answer instanceof Outcome outcome) {
      Optional<String> problem = outcomes.read(outcome, event);
      if (problem.isPresent()) {
        throw failed("answered nonsense: " + problem.get());
      }
    } else if (answer instanceof Refusal refusal) {
      throw failed("refuses the trace: " + refusal.text());
    } else {
      throw failed("answered ready, expected an outcome");
    }
  }

  /** The program is not waited for until it is asked again. */
  void rest() {
    child.rest();
  }

  private SubjectAnswer answer() throws SubjectException {
    child.expect();
    try {
      Optional<SubjectAnswer> answer = wire.next();
      if (answer.isPresent()) {
        return answer.get();
      }
    } catch (DamagedStreamException e) {
      throw failed(damage(e.getMessage() + shown()));
    } catch (IOException e) {
      throw failed(damage("its standard output cannot be read"));
    }
    throw failed(silence());
  }

  private String damage(String what) {
    if (child.wasLate()) {
      return late() + ": " + what;
    }
    return child
        .ended()
        .map(status -> "ended with " + status.text() + " within an answer: " + what)
        .orElse("answered nonsense: " + what);
  }

  private String silence() {
    return child.wasLate() ? late() : endedOr("closed its standard output, and runs on");
  }

  private String deafness() {
    return child.wasLate()
        ? late() + ", and did not read its standard input"
        : endedOr("closed its standard input, and runs on");
  }

  private String endedOr(String otherwise) {
    return child.ended().map(status -> "ended with " + status.text()).orElse(otherwise);
  }

  private String late() {
    Duration timeout = settings.timeout();
    String time =
        timeout.toMillisPart() == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    return "gave no answer within " + time + " after a flush";
  }

  private String shown() {
    String bytes = wire.lastBytes();
    return bytes.isEmpty() ? "" : ", which begins " + bytes;
  }

  private void requireSilence() throws SubjectException {
    boolean speaks;
    try {
      speaks = wire.hasMore();
    } catch (IOException e) {
      speaks = false; // its output is closed, which the next answer will tell better
    }
    if (speaks) {
      throw failed("answered more often than it was asked before");
    }
  }

  /** The program is killed; what it did, where, and what it said of it. */
  private SubjectException failed(String what) {
    over = true;
    List<String> lines = child.lastWords();
    String said =
        lines.isEmpty()
            ? "\n  standard error is empty"
            : "\n  standard error ends:\n  | " + String.join("\n  | ", lines);
    return new SubjectException(name + " " + what + ", at " + place() + said);
  }

  private String place() {
    String others =
        following == 0 ? "" : ", or at one of the " + following + " that were sent with it";
    return asked.map(event -> nameOf(event) + others).orElse(place);
  }

  /**
   * Tells the program that nothing more will come, or just ends its input, and waits for its end.
   *
   * @throws SubjectException if it says anything more, or does not end with status 0
   */
  void end(Requests farewell) throws SubjectException {
    place = "the end";
    asked = Optional.empty();
    requireSilence();
    child.expect();
    try {
      farewell.gather();
      child.input().close();
      if (wire.next().isPresent()) {
        throw failed("answered more often than it was asked");
      }
    } catch (IOException e) {
      throw failed(damage(e.getMessage() + shown()));
    }
    rest();
    Optional<ExitStatus> status = child.ended();
    if (status.isEmpty() || status.get().status() != 0) {
      throw failed(silence());
    }
    close();
  }

  @Override
  public void close() {
    if (over) {
      return;
    }
    over = true;
    child.expect();
    try {
      wire.end();
    } catch (IOException e) {
      child.lastWords(); // it ended before it was told to, after all its answers
      return;
    }
    child.close();
  }
}
