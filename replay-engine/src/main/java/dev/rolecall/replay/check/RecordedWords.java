// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.KeyValues;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;
import java.util.stream.Stream;

/** The role words that a trace last recorded of one vCPU: they tell a kept word from a new one. */
final class RecordedWords {
  private static final ExpectKey[] KEYS =
      Stream.of(MmuId.values())
          .flatMap(
              mmu ->
                  Stream.of(MmuItem.CPU_ROLE, MmuItem.MMU_ROLE, MmuItem.ROOT_ROLE)
                      .map(item -> ExpectKey.of(mmu, item)))
          .toArray(ExpectKey[]::new);

  private final long[] words = new long[KEYS.length];
  private final long[] events = new long[KEYS.length];

  /** Takes the words of an event that has been checked. */
  void record(TraceEvent event) {
    KeyValues<ExpectKey> expect = event.expectations();
    for (int i = 0; i < KEYS.length; i++) {
      if (expect.has(KEYS[i])) {
        words[i] = expect.number(KEYS[i]);
        events[i] = event.position();
      }
    }
  }

  /** Whether the recorded word is the one that the trace recorded before. */
  boolean isKept(Difference difference) {
    return event(difference).isPresent();
  }

  /** The event whose word the recorded one still is. */
  Optional<Long> event(Difference difference) {
    int i = index(difference);
    return i >= 0 && is(i, difference.recorded()) ? Optional.of(events[i]) : Optional.empty();
  }

  /** Says where a word that differs was seen before, on either side. */
  Optional<String> remember(Difference difference) {
    int i = index(difference);
    if (i < 0) {
      return Optional.empty();
    }
    if (is(i, difference.recorded())) {
      return Optional.of("the recorded word is still that of event " + events[i]);
    }
    if (is(i, difference.model())) {
      return Optional.of("the model keeps the word of event " + events[i]);
    }
    return Optional.empty();
  }

  private boolean is(int i, String word) {
    return events[i] > 0 && word.equals("0x" + Long.toHexString(words[i]));
  }

  private static int index(Difference difference) {
    for (int i = 0; i < KEYS.length; i++) {
      if (KEYS[i].wireName().equals(difference.subject())) {
        return i;
      }
    }
    return -1;
  }
}
