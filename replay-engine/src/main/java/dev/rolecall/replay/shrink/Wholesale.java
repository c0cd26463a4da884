// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.EventChange;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.function.IntFunction;

/** Changes all events alike, in one try: the first of some changes after which it still shows. */
final class Wholesale implements Pass {
  private static final long REGISTERS =
      ExpectKey.CR0.bit() | ExpectKey.CR3.bit() | ExpectKey.CR4.bit() | ExpectKey.EFER.bit();

  private final String name;
  private final List<IntFunction<EventChange>> changes;

  private Wholesale(String name, List<IntFunction<EventChange>> changes) {
    this.name = name;
    this.changes = changes;
  }

  /**
   * Drops what is expected of all events but the last; else all but what leads the model: accepted
   * writes, and registers that are taken over.
   */
  static Wholesale expectations() {
    return new Wholesale(
        "expectations",
        List.of(
            last -> (i, event) -> expectOnly(i < last ? 0 : -1, event),
            last -> (i, event) -> expectOnly(i < last ? ExpectKey.ACCEPTED.bit() : -1, event),
            last ->
                (i, event) ->
                    expectOnly(i < last ? ExpectKey.ACCEPTED.bit() | REGISTERS : -1, event)));
  }

  /** Drops sequence numbers, times, and the numbers of the only VM and its only vCPU. */
  static Wholesale numbers() {
    return new Wholesale(
        "numbers",
        List.of(
            last ->
                (i, event) -> {
                  dropNumbers(event);
                  event.clearVcpu();
                },
            last -> (i, event) -> dropNumbers(event)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    for (IntFunction<EventChange> make : changes) {
      EventChange change = make.apply(trace.size() - 1);
      if (changes(trace, change) && tries.shows(trace.with(change))) {
        return trace.changed(change);
      }
    }
    return trace;
  }

  private static boolean changes(Selection trace, EventChange change) {
    TraceEvent before = new TraceEvent();
    for (int i = 0; i < trace.size(); i++) {
      TraceEvent event = trace.get(i);
      before.copyFrom(event);
      change.change(i, event);
      if (!event.sameContent(before) || event.takenOver() != before.takenOver()) {
        return true;
      }
    }
    return false;
  }

  private static void expectOnly(long kept, TraceEvent event) {
    if (kept != -1) {
      event.keepOnly(kept);
    }
  }

  private static void dropNumbers(TraceEvent event) {
    event.clearSeq();
    event.clearTimeNs();
    event.clearTakenOver();
  }
}
