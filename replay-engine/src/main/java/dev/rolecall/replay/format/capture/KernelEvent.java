// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.TraceEvent;

/** One event of a kernel as a source holds it: a view that moves from event to event. */
public interface KernelEvent {

  /** The CPU of a source that does not tell it. */
  int NO_CPU = -1;

  /** The event's number in its source, from 1. */
  long position();

  /** When it was recorded, in nanoseconds. */
  long timeNs();

  /** The CPU that recorded it, or {@link #NO_CPU}. */
  default int cpu() {
    return NO_CPU;
  }

  /** The thread that was running. */
  int pid();

  /** The number in a field, by its {@link KernelEventFormat#fieldIndex}. */
  long value(int field);

  /** Tells a trace event where in the input this event stands. */
  void place(TraceEvent event);

  /** The event's name and fields as text. */
  String description();

  /** The event's fields as text: {@code field=value …}. */
  String raw();
}
