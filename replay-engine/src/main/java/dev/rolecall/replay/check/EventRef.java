// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.EventText;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.OptionalLong;

/**
 * An event as reports name it.
 *
 * @param type what kind of event
 * @param number the event's record in its trace, from 1
 * @param place where in the file
 * @param vm the VM
 * @param vcpu the vCPU
 * @param timeNs the time, if the trace gives one
 * @param text what was done, in the source's words or in a trace's
 * @param effect what the event changed in the registers; perhaps empty
 */
public record EventRef(
    EventType type,
    long number,
    Place place,
    int vm,
    int vcpu,
    OptionalLong timeNs,
    String text,
    String effect) {

  /** A reference to an event that lives on. */
  public static EventRef of(TraceEvent event, String effect) {
    StringBuilder text = new StringBuilder(event.type().wireName());
    int length = text.append(' ').length();
    EventText.appendArgs(text, event);
    if (text.length() == length) {
      text.setLength(length - 1);
    }
    if (event.type() == EventType.OBSERVE) {
      EventText.appendExpectations(text.append(' '), event); // all that it has
    }
    // A row of a Rolecall trace is its own rendering; other sources have words of their own.
    String source = event.place() instanceof Place.Line ? "" : event.description();
    return new EventRef(
        event.type(),
        event.position(),
        event.place(),
        event.vm(),
        event.vcpu(),
        event.hasTimeNs() ? OptionalLong.of(event.timeNs()) : OptionalLong.empty(),
        source.isEmpty() ? text.toString().stripTrailing() : source,
        effect);
  }
}
