// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.Key;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.ValueKind;

/** Trace events as text for assertions. */
final class Rendering {
  private Rendering() {}

  /** The event and its arguments: {@code write cr0=0x80000011}. */
  static String of(TraceEvent event) {
    return event.type().wireName() + values(event.args());
  }

  /** What is expected of the event, among these keys: {@code accepted=1 cr0=0x11}. */
  static String expected(TraceEvent event, ExpectKey... keys) {
    StringBuilder text = new StringBuilder();
    for (ExpectKey key : keys) {
      if (event.expectations().has(key)) {
        text.append(' ').append(key.wireName()).append('=').append(value(event, key));
      }
    }
    return text.toString().strip();
  }

  private static String value(TraceEvent event, ExpectKey key) {
    return value(event.expectations(), key);
  }

  private static String values(KeyValues<Arg> values) {
    StringBuilder text = new StringBuilder();
    for (Arg key : values.keys()) {
      if (values.has(key)) {
        text.append(' ').append(key.wireName()).append('=').append(value(values, key));
      }
    }
    return text.toString();
  }

  private static <K extends Key> String value(KeyValues<K> values, K key) {
    ValueKind kind = key.kind();
    if (kind instanceof ValueKind.Text) {
      return values.text(key);
    }
    if (kind instanceof ValueKind.OneOf words) {
      return words.words().get((int) values.number(key));
    }
    if (kind instanceof ValueKind.Tuples) {
      return values.tuples(key).toString();
    }
    if (kind instanceof ValueKind.Range range && range.radix() == ValueKind.Radix.HEX) {
      return "0x" + Long.toHexString(values.number(key));
    }
    return Long.toString(values.number(key));
  }
}
