// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventTypeTest {

  @Test
  void keysFitTheMasks() {
    assertTrue(Arg.ALL.size() <= Long.SIZE);
    assertTrue(ExpectKey.ALL.size() <= Long.SIZE);
  }

  @Test
  void everyArgumentBelongsToAnEvent() {
    Set<Arg> used = EnumSet.noneOf(Arg.class);
    Stream.of(EventType.values()).flatMap(EventType::args).forEach(used::add);
    assertEquals(EnumSet.allOf(Arg.class), used);
  }

  @Test
  void namesAreUniqueAndFound() {
    Set<String> names = new HashSet<>();
    for (EventType type : EventType.values()) {
      assertTrue(names.add(type.wireName()));
      assertEquals(type, EventType.find(type.wireName()).orElseThrow());
    }
    for (ExpectKey key : ExpectKey.ALL) {
      assertEquals(key, ExpectKey.find(key.wireName()).orElseThrow());
      assertEquals(key, ExpectKey.ALL.get(key.index()));
    }
  }

  @Test
  void keysOfTheMmusAreNamedAfterMmuAndItem() {
    for (MmuId mmu : MmuId.values()) {
      for (MmuItem item : MmuItem.values()) {
        String name = mmu.wireName() + "." + item.wireName();
        assertEquals(name, ExpectKey.of(mmu, item).wireName());
      }
    }
  }
}
