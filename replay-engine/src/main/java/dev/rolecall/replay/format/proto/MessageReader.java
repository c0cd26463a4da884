// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.Expect;
import dev.rolecall.proto.FieldExpect;
import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.EventPart;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.FieldExpectation;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.LongTuples;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.RoleWord;
import dev.rolecall.replay.trace.RuleSink;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;
import java.util.List;

/** Makes a message an event, and reports what of the message would be lost thereby. */
final class MessageReader {
  private static final List<EventType> TYPES = List.of(EventType.values());
  private static final List<MmuId> MMUS = List.of(MmuId.values());
  private static final List<RoleWord> WORDS = List.of(RoleWord.values());
  private static final int FIRST_TYPE = ProtoSchema.event(TYPES.get(0)).getNumber();

  private final RuleSink problems;
  private boolean sound;

  MessageReader(RuleSink problems) {
    this.problems = problems;
  }

  /** Fills an event, which is empty, from a message; whether nothing was wrong with it. */
  boolean read(Event message, TraceEvent event) {
    sound = true;
    requireKnown(message);
    readNumbers(message, event);
    if (message.getWhatCase() == Event.WhatCase.WHAT_NOT_SET) {
      refuse(Column.EVENT, "expected the message of an event, got none");
      return false;
    }
    EventType type = TYPES.get(message.getWhatCase().getNumber() - FIRST_TYPE);
    event.setType(type);
    Message args = (Message) message.getField(ProtoSchema.event(type));
    requireKnown(args);
    for (ProtoSchema.ArgField arg : ProtoSchema.args(type)) {
      if (args.hasField(arg.field())) {
        readValue(args, arg.field(), arg.key(), event.args());
      }
    }
    if (message.hasExpect()) {
      readExpect(message.getExpect(), event);
    }
    return sound;
  }

  /** Makes what a subject says the expectations of an event; whether nothing was wrong with it. */
  boolean readOutcome(Expect outcome, TraceEvent event) {
    sound = true;
    readExpect(outcome, event);
    return sound;
  }

  private void readNumbers(Event message, TraceEvent event) {
    if (message.hasSeq() && requireNotNegative(Column.SEQ, message.getSeq())) {
      event.setSeq(message.getSeq());
    }
    if (message.hasTimeNs() && requireNotNegative(Column.TIME_NS, message.getTimeNs())) {
      event.setTimeNs(message.getTimeNs());
    }
    if (message.hasVmNumber() && requireNotNegative(Column.VM, message.getVmNumber())) {
      event.setVm(message.getVmNumber());
    }
    if (message.hasVcpuNumber() && requireNotNegative(Column.VCPU, message.getVcpuNumber())) {
      event.setVcpu(message.getVcpuNumber());
    }
  }

  private void readExpect(Expect expect, TraceEvent event) {
    requireKnown(expect);
    for (ProtoSchema.MmuFields mmu : ProtoSchema.mmus()) {
      if (expect.hasField(mmu.mmu())) {
        Message items = (Message) expect.getField(mmu.mmu());
        requireKnown(items);
        readPresent(items, mmu.items(), event);
      }
    }
    readPresent(expect, ProtoSchema.globals(), event);
    for (FieldExpect field : expect.getFieldList()) {
      readField(field, event);
    }
  }

  private void readPresent(
      Message message, List<ProtoSchema.ExpectField> fields, TraceEvent event) {
    for (ProtoSchema.ExpectField field : fields) {
      if (message.hasField(field.field())) {
        readValue(message, field.field(), field.key(), event.expectations());
      }
    }
  }

  private void readField(FieldExpect field, TraceEvent event) {
    requireKnown(field);
    int mmu = field.getMmuValue() - 1;
    int word = field.getWordValue() - 1;
    if (mmu < 0 || mmu >= MMUS.size() || word < 0 || word >= WORDS.size()) {
      refuse(Column.EXPECT, "expected the MMU and the role word of field " + field.getField());
      return;
    }
    event.expectField(
        new FieldExpectation(MMUS.get(mmu), WORDS.get(word), field.getField(), field.getValue()));
  }

  private <K extends Key> void readValue(
      Message message, FieldDescriptor field, K key, KeyValues<K> values) {
    ValueKind kind = key.kind();
    Object value = message.getField(field);
    if (kind instanceof ValueKind.Tuples || kind instanceof ValueKind.Roots) {
      readList((Message) value, values.setTuples(key));
    } else if (kind instanceof ValueKind.SetOf words) {
      values.set(key, readSet((Message) value, words, key));
    } else if (kind instanceof ValueKind.Text) {
      values.setText(key, (String) value);
    } else if (kind instanceof ValueKind.Bytes) {
      values.setBytes(key, ((ByteString) value).toByteArray());
    } else {
      values.set(key, scalar(value));
    }
  }

  private void readList(Message list, LongTuples out) {
    requireKnown(list);
    FieldDescriptor element = list.getDescriptorForType().getFields().get(0);
    int count = list.getRepeatedFieldCount(element);
    for (int i = 0; i < count; i++) {
      Object value = list.getRepeatedField(element, i);
      if (value instanceof Message parts) {
        requireKnown(parts);
        for (FieldDescriptor part : element.getMessageType().getFields()) {
          out.add(scalar(parts.getField(part)));
        }
      } else {
        out.add(scalar(value));
      }
    }
  }

  private long readSet(Message list, ValueKind.SetOf words, Key key) {
    requireKnown(list);
    FieldDescriptor element = list.getDescriptorForType().getFields().get(0);
    long set = 0;
    for (int i = 0; i < list.getRepeatedFieldCount(element); i++) {
      long word = scalar(list.getRepeatedField(element, i));
      if (word < 0 || word >= words.words().size() || (set >>> word & 1) != 0) {
        refuse(key, key.wireName() + ": expected " + words.expected() + ", each once");
        return set;
      }
      set |= 1L << word;
    }
    return set;
  }

  /** A value as a number; the schema numbers words by ordinal, from 1. */
  private static long scalar(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Integer number) {
      return Integer.toUnsignedLong(number);
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return ((EnumValueDescriptor) value).getNumber() - 1L;
  }

  private boolean requireNotNegative(Column column, long value) {
    if (value < 0) {
      refuse(column, column.wireName() + ": expected a number without its highest bit");
    }
    return value >= 0;
  }

  private void requireKnown(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      String name = message.getDescriptorForType().getFullName();
      refuse(
          Column.EVENT,
          "unknown field "
              + message.getUnknownFields().asMap().keySet().iterator().next()
              + " of "
              + name
              + ", expected those of schema version "
              + ProtoSchema.VERSION
              + "; a newer program may have written it");
    }
  }

  private void refuse(EventPart part, String message) {
    sound = false;
    problems.broken(part, message);
  }
}
