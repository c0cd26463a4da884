// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.rolecall.proto.Event;
import dev.rolecall.proto.Expect;
import dev.rolecall.proto.MmuExpect;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.ValueKind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProtoSchemaTest {

  @Test
  void everyEventIsOneMessageOfTheChoice() {
    Descriptor event = Event.getDescriptor();
    Set<String> types = names(Stream.of(EventType.values()).map(EventType::wireName));
    assertEquals(
        types, names(event.getOneofs().get(0).getFields().stream().map(FieldDescriptor::getName)));
  }

  @ParameterizedTest
  @EnumSource
  void messageOfAnEventHasItsKeysAndNoOtherField(EventType type) {
    Descriptor message = ProtoSchema.event(type).getMessageType();
    assertEquals(names(type.args().map(Arg::wireName)), fields(message));
  }

  @Test
  void messageOfExpectationsHasTheGlobalKeysTheMmusAndTheFields() {
    Set<String> expected =
        names(
            ExpectKey.ALL.stream()
                .map(ExpectKey::wireName)
                .map(name -> name.replaceAll("\\..*", "")));
    expected.add("field");
    assertEquals(expected, fields(Expect.getDescriptor()));
    assertEquals(
        names(Stream.of(MmuItem.values()).map(MmuItem::wireName)),
        fields(MmuExpect.getDescriptor()));
  }

  @Test
  void everyFieldOfAKeyHasPresence() {
    for (EventType type : EventType.values()) {
      ProtoSchema.args(type).forEach(arg -> assertEquals(true, arg.field().hasPresence()));
    }
    ProtoSchema.globals().forEach(key -> assertEquals(true, key.field().hasPresence()));
    ProtoSchema.mmus()
        .forEach(mmu -> mmu.items().forEach(key -> assertEquals(true, key.field().hasPresence())));
  }

  @Test
  void everyWordHasTheNumberOfItsOrdinalFromOne() {
    for (EventType type : EventType.values()) {
      ProtoSchema.args(type).forEach(arg -> requireSameWords(arg.key(), arg.field()));
    }
    ProtoSchema.globals().forEach(key -> requireSameWords(key.key(), key.field()));
    ProtoSchema.mmus()
        .forEach(mmu -> mmu.items().forEach(item -> requireSameWords(item.key(), item.field())));
  }

  private static void requireSameWords(Key key, FieldDescriptor field) {
    if (key.kind() instanceof ValueKind.OneOf words) {
      requireSameWords(words.words(), field);
    } else if (key.kind() instanceof ValueKind.SetOf words) {
      requireSameWords(words.words(), field.getMessageType().getFields().get(0));
    } else if (key.kind() instanceof ValueKind.Roots) {
      Descriptor root = field.getMessageType().getFields().get(0).getMessageType();
      requireSameWords(List.of("none", "page", "special", "dummy"), root.getFields().get(0));
    }
  }

  private static void requireSameWords(List<String> words, FieldDescriptor field) {
    List<EnumValueDescriptor> values = field.getEnumType().getValues();
    assertEquals(words.size() + 1, values.size(), field.getFullName());
    for (int i = 0; i < words.size(); i++) {
      String name = values.get(i + 1).getName().toLowerCase(Locale.ROOT);
      String word = words.get(i).replace("_mmu", "");
      assertEquals(i + 1, values.get(i + 1).getNumber());
      assertEquals("_" + word, name.substring(name.length() - word.length() - 1));
    }
  }

  private static Set<String> fields(Descriptor message) {
    return names(message.getFields().stream().map(FieldDescriptor::getName));
  }

  private static Set<String> names(Stream<String> names) {
    return names.collect(Collectors.toCollection(TreeSet::new));
  }
}
