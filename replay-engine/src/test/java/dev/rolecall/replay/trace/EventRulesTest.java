// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rolecall.replay.format.GeneratedEvents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventRulesTest {
  private final List<String> broken = new ArrayList<>();
  private final EventRules rules =
      new EventRules((subject, message) -> broken.add(subject.wireName() + ": " + message));

  @ParameterizedTest
  @EnumSource
  void generatedEventObeys(EventType type) {
    for (int seed = 0; seed < 50; seed++) {
      assertTrue(rules.check(new GeneratedEvents(seed).ofType(type)), () -> broken.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyArgumentOfAnotherEventIsRefused(EventType type) {
    GeneratedEvents generated = new GeneratedEvents(1);
    for (Arg arg : Arg.values()) {
      if ((type.allowedMask() & arg.bit()) == 0) {
        TraceEvent event = generated.ofType(type);
        generated.fill(arg, event.args());
        assertFalse(rules.check(event), () -> type + " " + arg);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRequiredArgumentIsMissed(EventType type) {
    for (Arg arg : type.required()) {
      TraceEvent event = new GeneratedEvents(1).ofType(type);
      event.args().remove(arg);
      broken.clear();
      assertFalse(rules.check(event));
      assertEquals("event: " + type.wireName() + ": missing key " + arg.wireName(), broken.get(0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesBesideTheRangeOfAnArgumentAreRefused(Arg arg) {
    if (arg.kind() instanceof ValueKind.Range range) {
      assertRange(arg, range.min() - 1, range.min() == 0 && range.max() == -1);
      assertRange(arg, range.min(), true);
      assertRange(arg, range.max(), true);
      assertRange(arg, range.max() + 1, range.min() == 0 && range.max() == -1);
    }
  }

  private void assertRange(Arg arg, long value, boolean expected) {
    TraceEvent event = new TraceEvent();
    event.args().set(arg, value);
    broken.clear();
    rules.check(event);
    long rangeErrors = broken.stream().filter(text -> text.contains("expected a number")).count();
    assertEquals(expected ? 0 : 1, rangeErrors, () -> arg + " " + broken);
  }
}
