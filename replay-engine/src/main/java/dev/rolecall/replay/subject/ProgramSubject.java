// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that speaks the protocol of {@code subject.proto} on its standard input and output. It
 * runs from the first trace on; after a failure it is killed, and started anew for the next trace.
 */
public final class ProgramSubject implements Subject {
  private final String name;
  private final List<String> command;
  private final SubjectSettings settings;
  private @Nullable Conversation conversation;

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
    Conversation now = conversation;
    if (now == null || now.isOver()) {
      now = Conversation.open(name, command, settings);
      conversation = now;
    }
    return now.start(machine);
  }

  @Override
  public void feed(TraceEvent event) throws SubjectException {
    feedAll(List.of(event));
  }

  /** Feeds events in batches: the program and Rolecall then wait for each other less often. */
  @Override
  public void feedAll(List<TraceEvent> events) throws SubjectException {
    Conversation now = conversation;
    if (now == null || now.isOver()) {
      throw new IllegalStateException(name + " is fed without a trace");
    }
    feedAll(now, events);
  }

  /** Feeds events to a program that has begun a trace. */
  static void feedAll(Conversation to, List<TraceEvent> events) throws SubjectException {
    int answered = 0;
    try {
      while (answered < events.size()) {
        int sent = send(to, events, answered);
        for (; answered < sent; answered++) {
          to.take(events.get(answered), sent - answered - 1);
        }
      }
    } catch (SubjectException e) {
      throw e.after(answered);
    }
    to.rest();
  }

  /** Sends as many events as fit into a batch; returns how many have been sent in all. */
  private static int send(Conversation to, List<TraceEvent> events, int from)
      throws SubjectException {
    int[] sent = {from};
    to.send(
        Conversation.nameOf(events.get(from)),
        () -> {
          while (sent[0] < events.size() && to.wire().offer(events.get(sent[0]))) {
            sent[0]++;
          }
        });
    return sent[0];
  }

  @Override
  public void close() {
    if (conversation != null) {
      conversation.close();
    }
  }
}
