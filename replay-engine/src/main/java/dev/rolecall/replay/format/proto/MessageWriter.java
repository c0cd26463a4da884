// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.Expect;
import dev.rolecall.proto.FieldExpect;
import dev.rolecall.proto.Mmu;
import dev.rolecall.proto.RoleWord;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import java.util.List;

/** Makes an event a message. */
final class MessageWriter {
  private MessageWriter() {}

  /** The message of an event. */
  static Event message(TraceEvent event) {
    Event.Builder message = Event.newBuilder();
    if (event.hasSeq()) {
      message.setSeq(event.seq());
    }
    if (event.hasTimeNs()) {
      message.setTimeNs(event.timeNs());
    }
    if (event.hasVm()) {
      message.setVmNumber(event.vm());
    }
    if (event.hasVcpu()) {
      message.setVcpuNumber(event.vcpu());
    }
    FieldDescriptor type = ProtoSchema.event(event.type());
    Message.Builder args = message.newBuilderForField(type);
    for (ProtoSchema.ArgField arg : ProtoSchema.args(event.type())) {
      write(args, arg.field(), arg.key(), event.args());
    }
    message.setField(type, args.build());
    if (event.expectations().count() > 0 || !event.fieldExpectations().isEmpty()) {
      message.setExpect(expect(event));
    }
    return message.build();
  }

  private static Expect expect(TraceEvent event) {
    Expect.Builder expect = Expect.newBuilder();
    for (ProtoSchema.MmuFields mmu : ProtoSchema.mmus()) {
      if ((event.expectations().present() & mmu.mask()) != 0) {
        Message.Builder items = expect.newBuilderForField(mmu.mmu());
        mmu.items().forEach(item -> write(items, item.field(), item.key(), event.expectations()));
        expect.setField(mmu.mmu(), items.build());
      }
    }
    for (ProtoSchema.ExpectField global : ProtoSchema.globals()) {
      write(expect, global.field(), global.key(), event.expectations());
    }
    event.fieldExpectations().forEach(field -> expect.addField(field(field)));
    return expect.build();
  }

  @SuppressWarnings("EnumOrdinal") // the schema numbers words by ordinal, from 1
  private static FieldExpect field(FieldExpectation field) {
    return FieldExpect.newBuilder()
        .setMmu(Mmu.forNumber(field.mmu().ordinal() + 1))
        .setWord(RoleWord.forNumber(field.word().ordinal() + 1))
        .setField(field.field())
        .setValue(field.value())
        .build();
  }

  private static <K extends Key> void write(
      Message.Builder out, FieldDescriptor field, K key, KeyValues<K> values) {
    if (!values.has(key)) {
      return;
    }
    ValueKind kind = key.kind();
    if (kind instanceof ValueKind.Tuples || kind instanceof ValueKind.Roots) {
      out.setField(field, list(out.newBuilderForField(field), values.tuples(key)));
    } else if (kind instanceof ValueKind.SetOf) {
      out.setField(field, set(out.newBuilderForField(field), values.number(key)));
    } else if (kind instanceof ValueKind.Text) {
      out.setField(field, values.text(key));
    } else if (kind instanceof ValueKind.Bytes) {
      out.setField(field, ByteString.copyFrom(values.bytes(key)));
    } else {
      out.setField(field, scalar(field, values.number(key)));
    }
  }

  private static Message list(Message.Builder list, LongTuples tuples) {
    FieldDescriptor element = list.getDescriptorForType().getFields().get(0);
    for (int tuple = 0; tuple < tuples.size(); tuple++) {
      if (element.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        list.addRepeatedField(element, tuples.get(tuple));
        continue;
      }
      Message.Builder parts = list.newBuilderForField(element);
      List<FieldDescriptor> fields = element.getMessageType().getFields();
      for (int part = 0; part < tuples.width(); part++) {
        parts.setField(fields.get(part), scalar(fields.get(part), tuples.get(tuple, part)));
      }
      list.addRepeatedField(element, parts.build());
    }
    return list.build();
  }

  private static Message set(Message.Builder list, long set) {
    FieldDescriptor element = list.getDescriptorForType().getFields().get(0);
    for (long left = set; left != 0; left &= left - 1) {
      list.addRepeatedField(element, scalar(element, Long.numberOfTrailingZeros(left)));
    }
    return list.build();
  }

  private static Object scalar(FieldDescriptor field, long value) {
    return switch (field.getJavaType()) {
      case INT -> (int) value;
      case LONG -> value;
      case BOOLEAN -> value == 1;
      case ENUM -> word(field.getEnumType(), value);
      default -> throw new IllegalStateException(field.getFullName() + " is no number");
    };
  }

  /** The constant of a word; the schema numbers words by ordinal, from 1. */
  private static Object word(EnumDescriptor type, long ordinal) {
    return type.findValueByNumberCreatingIfUnknown((int) ordinal + 1);
  }
}
