// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import java.util.ArrayList;
import java.util.List;

/** What of an event may go: the smallest first, so that what is looked at from the end is large. */
final class Parts {
  private final List<Part> parts = new ArrayList<>();
  private final TraceEvent event;

  private Parts(TraceEvent event) {
    this.event = event;
  }

  /** All parts of an event. */
  static List<Part> of(TraceEvent event) {
    Parts parts = new Parts(event);
    EventType type = event.type();
    type.args().filter(event.args()::has).forEach(parts::addBits);
    type.args().filter(event.args()::has).forEach(parts::addElements);
    event.fieldExpectations().forEach(field -> parts.parts.add(new Part.Field(field)));
    for (long left = event.expectations().present(); left != 0; left &= left - 1) {
      parts.parts.add(new Part.Expectation(ExpectKey.ALL.get(Long.numberOfTrailingZeros(left))));
    }
    type.optional().stream()
        .filter(event.args()::has)
        .forEach(arg -> parts.parts.add(new Part.Argument(arg)));
    return parts.parts;
  }

  private void addBits(Arg arg) {
    if (arg.kind() instanceof ValueKind.Range range && range.radix() == ValueKind.Radix.HEX) {
      for (long left = event.args().number(arg); left != 0; left &= left - 1) {
        parts.add(new Part.Bit(arg, Long.numberOfTrailingZeros(left)));
      }
    } else if (arg.kind() instanceof ValueKind.Tuples list) {
      LongTuples tuples = event.args().tuples(arg);
      for (int i = 0; i < tuples.size(); i++) {
        addBits(arg, list, i);
      }
    }
  }

  private void addBits(Arg arg, ValueKind.Tuples list, int index) {
    for (int part = 0; part < list.parts().size(); part++) {
      boolean hex = list.parts().get(part).range().radix() == ValueKind.Radix.HEX;
      long value = hex ? event.args().tuples(arg).get(index, part) : 0;
      for (long left = value; left != 0; left &= left - 1) {
        parts.add(new Part.ElementBit(arg, index, part, Long.numberOfTrailingZeros(left)));
      }
    }
  }

  private void addElements(Arg arg) {
    int elements = 0;
    if (arg.kind() instanceof ValueKind.Bytes) {
      elements = event.args().bytes(arg).length;
    } else if (arg.kind() instanceof ValueKind.Tuples list && list.min() < list.max()) {
      elements = event.args().tuples(arg).size();
    }
    for (int i = 0; i < elements; i++) {
      parts.add(new Part.Element(arg, i));
    }
  }

  /** Takes parts from the event that has them. */
  static void remove(List<Part> removed, TraceEvent event) {
    KeyValues<Arg> args = event.args();
    List<FieldExpectation> fields = new ArrayList<>(event.fieldExpectations());
    ElementRemoval elements = new ElementRemoval(event);
    for (Part part : removed) {
      if (part instanceof Part.Argument a) {
        args.remove(a.arg());
      } else if (part instanceof Part.Expectation e) {
        event.expectations().remove(e.key());
      } else if (part instanceof Part.Field f) {
        fields.remove(f.field());
      } else if (part instanceof Part.Bit b && args.has(b.arg())) {
        args.set(b.arg(), args.number(b.arg()) & ~(1L << b.bit()));
      } else if (part instanceof Part.Element e) {
        elements.remove(e);
      } else if (part instanceof Part.ElementBit b) {
        elements.clear(b);
      }
    }
    event.clearFieldExpectations();
    fields.forEach(event::expectField);
    elements.finish();
  }
}
