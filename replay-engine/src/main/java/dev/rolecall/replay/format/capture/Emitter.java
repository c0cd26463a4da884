// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.TextSource;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;

/** Hands trace events on, one reused object, and counts what was not made an expectation. */
final class Emitter {
  private static final TextSource NO_TEXT = () -> "";

  private final TraceHandler handler;
  private final boolean takesUnknown;
  private final TraceEvent event = new TraceEvent();
  private final long[] unchecked = new long[Unchecked.values().length];
  private final TextSource description = this::description;
  private final TextSource raw = this::raw;
  private KernelEvent current = new NoEvent();
  private long sent;

  Emitter(TraceHandler handler) {
    this.handler = handler;
    this.takesUnknown = handler.takesUnknown();
  }

  /** Takes the kernel event that the next trace events come from. */
  void enter(KernelEvent newCurrent) {
    current = newCurrent;
  }

  /** Begins a trace event at the place and time of the current kernel event, of no vCPU. */
  TraceEvent begin(EventType type) {
    event.reset(type);
    if (current.timeNs() >= 0) {
      event.setTimeNs(current.timeNs()); // a damaged one may be any number
    }
    event.setPosition(current.position());
    current.place(event);
    event.setDescription(description);
    return event;
  }

  /**
   * Begins a trace event of an operation that a former kernel event began. Its time is the current
   * one, for within a vCPU time does not go back.
   */
  TraceEvent beginAt(EventType type, long position) {
    TraceEvent begun = begin(type);
    if (position != begun.position()) {
      begun.setPosition(position);
      begun.setDescription(NO_TEXT);
    }
    return begun;
  }

  /** The text of the current kernel event's fields, made when it is asked for. */
  TextSource rawText() {
    return raw;
  }

  /** Hands the begun event on, numbered: one kernel event can make several. */
  void send() {
    event.setSeq(++sent);
    handler.event(event);
  }

  /** Whether anybody takes events that are not understood. */
  boolean takesUnknown() {
    return takesUnknown;
  }

  /** Leaves out an event that nobody takes, but for its number. */
  void leaveOut() {
    sent++;
  }

  /** How many events have been handed on, or left out. */
  long sent() {
    return sent;
  }

  @SuppressWarnings("EnumOrdinal") // a slot number
  void notChecked(Unchecked reason) {
    unchecked[reason.ordinal()]++;
  }

  /** Announces the counts. */
  @SuppressWarnings("EnumOrdinal") // a slot number
  void finish() {
    for (Unchecked reason : Unchecked.values()) {
      long count = unchecked[reason.ordinal()];
      if (count > 0) {
        handler.notChecked(reason.reason(), count);
        unchecked[reason.ordinal()] = 0;
      }
    }
  }

  private String description() {
    return current.description();
  }

  private String raw() {
    return current.raw();
  }

  /** What stands before the first event. */
  private static final class NoEvent implements KernelEvent {
    @Override
    public long position() {
      return 0;
    }

    @Override
    public long timeNs() {
      return 0;
    }

    @Override
    public int pid() {
      return 0;
    }

    @Override
    public long value(int field) {
      return 0;
    }

    @Override
    public void place(TraceEvent event) {}

    @Override
    public String description() {
      return "";
    }

    @Override
    public String raw() {
      return "";
    }
  }
}
