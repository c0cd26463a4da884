// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.Expect;
import dev.rolecall.proto.MmuExpect;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import java.util.ArrayList;
import java.util.List;

/** The fields of the generated messages, by the vocabulary's names. */
final class ProtoSchema {

  /** The name of the schema's version, as {@code TraceHeader} has it. */
  static final int VERSION = 1;

  /** What the header of every file says. */
  static final String MAGIC = "rolecall.trace";

  private static final List<FieldDescriptor> EVENTS = new ArrayList<>();
  private static final List<List<ArgField>> ARGS = new ArrayList<>();
  private static final List<ExpectField> GLOBALS = new ArrayList<>();
  private static final List<MmuFields> MMUS = new ArrayList<>();

  static {
    for (EventType type : EventType.values()) {
      FieldDescriptor event = field(Event.getDescriptor(), type.wireName());
      EVENTS.add(event);
      ARGS.add(
          type.args()
              .map(arg -> new ArgField(arg, field(event.getMessageType(), arg.wireName())))
              .toList());
    }
    for (MmuId mmu : MmuId.values()) {
      List<ExpectField> items = new ArrayList<>();
      for (MmuItem item : MmuItem.values()) {
        FieldDescriptor field = field(MmuExpect.getDescriptor(), item.wireName());
        items.add(new ExpectField(ExpectKey.of(mmu, item), field));
      }
      MMUS.add(new MmuFields(field(Expect.getDescriptor(), mmu.wireName()), items, mask(items)));
    }
    int first = MmuId.values().length * MmuItem.values().length;
    for (ExpectKey key : ExpectKey.ALL.subList(first, ExpectKey.ALL.size())) {
      GLOBALS.add(new ExpectField(key, field(Expect.getDescriptor(), key.wireName())));
    }
  }

  private ProtoSchema() {}

  /** The field of {@code Event} that holds a type's message. */
  @SuppressWarnings("EnumOrdinal") // the list was made in this order
  static FieldDescriptor event(EventType type) {
    return EVENTS.get(type.ordinal());
  }

  /** The fields of a type's message. */
  @SuppressWarnings("EnumOrdinal") // the list was made in this order
  static List<ArgField> args(EventType type) {
    return ARGS.get(type.ordinal());
  }

  /** The fields of {@code Expect} that hold the global keys. */
  static List<ExpectField> globals() {
    return GLOBALS;
  }

  /** The fields of {@code Expect} that hold the keys of an MMU. */
  static List<MmuFields> mmus() {
    return MMUS;
  }

  private static long mask(List<ExpectField> items) {
    return items.stream().mapToLong(item -> item.key().bit()).reduce(0, (a, b) -> a | b);
  }

  private static FieldDescriptor field(Descriptor message, String name) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null) {
      throw new IllegalStateException(message.getFullName() + " has no field " + name);
    }
    return field;
  }

  /** The field of an argument. */
  record ArgField(Arg key, FieldDescriptor field) {}

  /** The field of an expectation. */
  record ExpectField(ExpectKey key, FieldDescriptor field) {}

  /** The field of an MMU's message, that message's fields, and the bits of their keys. */
  record MmuFields(FieldDescriptor mmu, List<ExpectField> items, long mask) {}
}
