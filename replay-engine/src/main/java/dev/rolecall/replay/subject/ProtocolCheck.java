// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.format.proto.SubjectWire;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.Vendor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether a program speaks the protocol, rule by rule, each in a conversation of its own. */
public final class ProtocolCheck {
  private static final int BATCH = 64;
  private static final int LONGEST = (16 << 20) - 64;

  private final String name;
  private final List<String> command;
  private final SubjectSettings settings;
  private final TreeSet<String> given = new TreeSet<>();
  private TraceEvent machine = machine(Vendor.AMD, 1);
  private Optional<MmuRevision> revision = Optional.empty();

  /** What is asked of a program. */
  private interface Rule {
    void keep(Conversation to, SampleEvents events) throws SubjectException;
  }

  /**
   * A rule of the protocol.
   *
   * @param rule what it asks for
   * @param failure how the program breaks it; empty if it keeps it
   */
  public record Finding(String rule, Optional<String> failure) {}

  /**
   * What was found.
   *
   * @param revision whose words the program gives, if it starts at all
   * @param given the keys of all outcomes that it gave, in order
   * @param findings one for each rule that could be put to the program
   */
  public record Result(Optional<MmuRevision> revision, List<String> given, List<Finding> findings) {
    /** Whether the program keeps every rule. */
    public boolean conforms() {
      return findings.stream().allMatch(finding -> finding.failure().isEmpty());
    }
  }

  /** A check of a program; {@code name} is what messages call it. */
  public ProtocolCheck(String name, List<String> command, SubjectSettings settings) {
    this.name = name;
    this.command = command;
    this.settings = settings;
  }

  /**
   * Puts every rule to the program; if it cannot even begin a trace, only the first.
   *
   * @throws SubjectException if the program cannot be started
   */
  public Result run() throws SubjectException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        check("answers a start with ready, and a revision that Rolecall knows", this::begin));
    if (findings.get(0).failure().isPresent()) {
      return new Result(revision, List.of(), findings);
    }
    findings.add(check("answers every kind of event", this::everyEvent));
    findings.add(check("answers in the order in which it was asked", this::order));
    findings.add(check("answers once, and only when asked", this::silence));
    findings.add(check("passes over fields and requests that it does not know", this::future));
    findings.add(check("reads an event of 16 MiB", this::longest));
    findings.add(check("forgets one trace when the next starts", this::secondTrace));
    findings.add(check("exits with status 0 at an end", (to, events) -> bye(to, to.wire()::end)));
    findings.add(
        check("exits with status 0 when its input ends", (to, events) -> bye(to, () -> {})));
    return new Result(revision, List.copyOf(given), findings);
  }

  private Finding check(String rule, Rule check) throws SubjectException {
    try (Conversation to = Conversation.open(name, command, settings)) {
      return new Finding(rule, failure(to, check));
    }
  }

  private static Optional<String> failure(Conversation to, Rule check) {
    try {
      check.keep(to, new SampleEvents());
      return Optional.empty();
    } catch (SubjectException e) {
      return Optional.of(e.reason());
    }
  }

  /** A subject need not model every host; one of these will do. */
  private void begin(Conversation to, SampleEvents events) throws SubjectException {
    List<TraceEvent> hosts =
        List.of(
            machine, machine(Vendor.INTEL, 1), machine(Vendor.AMD, 0), machine(Vendor.INTEL, 0));
    SubjectException first = new SubjectException("");
    for (TraceEvent host : hosts) {
      try {
        revision = Optional.of(to.start(host));
        machine = host;
        return;
      } catch (SubjectException e) {
        first = host == machine ? e : first;
        if (to.isOver()) {
          throw e;
        }
      }
    }
    throw first;
  }

  private void everyEvent(Conversation to, SampleEvents events) throws SubjectException {
    to.start(machine);
    for (TraceEvent event : events.ofEachType()) {
      ask(to, List.of(event));
    }
  }

  private void order(Conversation to, SampleEvents events) throws SubjectException {
    to.start(machine);
    ask(to, List.of(events.vcpu()));
    List<TraceEvent> batch = new ArrayList<>();
    for (int i = 1; i <= BATCH; i++) {
      batch.add(events.cr3((long) i << 12));
    }
    ask(to, batch);
    for (TraceEvent event : batch) {
      long written = event.args().number(Arg.CR3);
      long told = event.expectations().numberOr(ExpectKey.CR3, written);
      boolean refused = event.expectations().numberOr(ExpectKey.ACCEPTED, 1) == 0;
      if (told != written && !refused) {
        String expected = "%s gave cr3=0x%x, expected 0x%x, at %s";
        throw new SubjectException(
            expected.formatted(name, told, written, Conversation.nameOf(event)));
      }
    }
  }

  /** Flushes that ask for nothing are not answered. */
  private void silence(Conversation to, SampleEvents events) throws SubjectException {
    to.start(machine);
    ask(to, List.of(events.vcpu()));
    to.send("a flush", () -> {});
    to.send("a flush", () -> {});
    ask(to, List.of(events.observe()));
    to.end(to.wire()::end);
  }

  private void future(Conversation to, SampleEvents events) throws SubjectException {
    to.start(machine);
    SubjectWire wire = to.wire();
    for (TraceEvent event : events.ofEachType()) {
      to.send(
          Conversation.nameOf(event) + " with unknown fields",
          () -> {
            wire.offerUnknownRequest();
            wire.offerFromTheFuture(event);
          });
      to.take(event, 0);
    }
    to.end(wire::end);
  }

  private void longest(Conversation to, SampleEvents events) throws SubjectException {
    to.start(machine);
    ask(to, List.of(events.vcpu()));
    ask(to, List.of(events.memory(LONGEST)));
    ask(to, List.of(events.observe()));
  }

  private void secondTrace(Conversation to, SampleEvents events) throws SubjectException {
    List<List<TraceEvent>> traces = new ArrayList<>();
    for (int trace = 0; trace < 2; trace++) {
      to.start(machine);
      SampleEvents sample = new SampleEvents();
      List<TraceEvent> told = new ArrayList<>(List.of(sample.observe(), sample.vcpu()));
      told.add(sample.observe());
      told.addAll(sample.ofEachType());
      ask(to, told);
      traces.add(told);
    }
    for (int i = 0; i < traces.get(0).size(); i++) {
      if (!traces.get(0).get(i).sameContent(traces.get(1).get(i))) {
        throw new SubjectException(
            name
                + " gave another outcome in the second, equal trace, at "
                + Conversation.nameOf(traces.get(1).get(i)));
      }
    }
  }

  private void bye(Conversation to, Conversation.Requests farewell) throws SubjectException {
    to.start(machine);
    to.end(farewell);
  }

  /** Asks in one batch, as far as it goes, and notes what is answered. */
  private void ask(Conversation to, List<TraceEvent> events) throws SubjectException {
    ProgramSubject.feedAll(to, events);
    for (TraceEvent event : events) {
      for (ExpectKey key : event.expectations().keys()) {
        if (event.expectations().has(key)) {
          given.add(key.wireName());
        }
      }
    }
  }

  private static TraceEvent machine(Vendor vendor, int tdp) {
    TraceEvent machine = new TraceEvent();
    machine.reset(EventType.MACHINE);
    machine.args().setText(Arg.REVISION, "v6.1");
    machine.args().set(Arg.VENDOR, vendor);
    machine.args().set(Arg.TDP, tdp);
    return machine;
  }
}
