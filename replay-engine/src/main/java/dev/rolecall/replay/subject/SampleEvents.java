// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.NestedMode;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Events that a subject has to answer, whatever they mean to it. */
final class SampleEvents {
  private static final Set<Arg> OF_EPT = Set.of(Arg.EPTP, Arg.EXECONLY, Arg.AD);

  /** A number that takes more than 32 bits. */
  private static final long LARGE = 0xfedc_ba98_7654_3210L;

  private long number;

  /** One of each kind, first with what it must have alone, then with everything that it may. */
  List<TraceEvent> ofEachType() {
    List<TraceEvent> events = new ArrayList<>();
    for (EventType type : EventType.values()) {
      if (type != EventType.MACHINE) {
        events.add(shortest(type));
        events.add(fullest(type));
      }
    }
    return events;
  }

  /** A vCPU appears as it is after reset. */
  TraceEvent vcpu() {
    return next(EventType.VCPU);
  }

  /** The guest writes CR3. */
  TraceEvent cr3(long value) {
    TraceEvent event = next(EventType.WRITE);
    event.args().set(Arg.CR3, value);
    return event;
  }

  /** So many bytes of guest memory. */
  TraceEvent memory(int bytes) {
    TraceEvent event = next(EventType.MEMORY);
    event.args().set(Arg.GPA, 0);
    event.args().setBytes(Arg.BYTES, new byte[bytes]);
    return event;
  }

  /** Nothing is done. */
  TraceEvent observe() {
    return next(EventType.OBSERVE);
  }

  private TraceEvent shortest(EventType type) {
    TraceEvent event = next(type);
    type.required().forEach(arg -> fill(event, arg));
    type.exactlyOneOf().stream().limit(1).forEach(arg -> fill(event, arg));
    return event;
  }

  private TraceEvent fullest(EventType type) {
    TraceEvent event = shortest(type);
    type.optional().forEach(arg -> fill(event, arg));
    if (type == EventType.NESTED_ENTRY) {
      event.args().set(Arg.MODE, NestedMode.NPT);
      OF_EPT.forEach(event.args()::remove);
    }
    event.setVcpu(1);
    event.setTimeNs(number);
    return event;
  }

  private TraceEvent next(EventType type) {
    TraceEvent event = new TraceEvent();
    event.reset(type);
    event.setPosition(++number);
    event.setSeq(number);
    return event;
  }

  private static void fill(TraceEvent event, Arg arg) {
    ValueKind kind = arg.kind();
    if (kind instanceof ValueKind.Tuples list) {
      fill(event.args().setTuples(arg), list);
    } else if (kind instanceof ValueKind.Text) {
      event.args().setText(arg, "text");
    } else if (kind instanceof ValueKind.Bytes) {
      event.args().setBytes(arg, new byte[Long.BYTES]);
    } else if (kind instanceof ValueKind.Range range) {
      event.args().set(arg, range.admits(LARGE) ? LARGE : range.min() + 1);
    } else {
      event.args().set(arg, 0);
    }
  }

  private static void fill(LongTuples tuples, ValueKind.Tuples kind) {
    for (int tuple = 0; tuple < Math.max(1, kind.min()); tuple++) {
      kind.parts().forEach(part -> tuples.add(part.range().min()));
    }
  }
}
