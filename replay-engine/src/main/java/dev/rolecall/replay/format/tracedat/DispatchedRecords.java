// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import java.util.Optional;
import java.util.function.Function;

/** Hands each record to what was bound for its format, by the number of the format. */
final class DispatchedRecords implements RecordHandler {
  private static final KernelEventHandler IGNORE = event -> {};

  private final EventFormats formats;
  private final RecordView[] views;
  private final KernelEventHandler[] handlers;
  private Loss loss = (cpu, count) -> {};
  private long records;
  private long lost;

  DispatchedRecords(EventFormats formats) {
    this.formats = formats;
    int size = formats.all().stream().mapToInt(EventFormat::id).max().orElse(0) + 1;
    views = new RecordView[size];
    handlers = new KernelEventHandler[size];
  }

  /** Asks for the handler of every format. */
  void bindEach(Function<KernelEventFormat, Optional<KernelEventHandler>> binder) {
    for (EventFormat format : formats.all()) {
      RecordFields fields = new RecordFields(format);
      views[format.id()] = new RecordView(fields);
      handlers[format.id()] = binder.apply(fields).orElse(IGNORE);
    }
  }

  /** Takes notice of lost events: on which CPU, and how many or less than 1. */
  interface Loss {
    void lost(int cpu, long count);
  }

  /** Says what to run where events were lost. */
  void onLoss(Runnable newLoss) {
    loss = (cpu, count) -> newLoss.run();
  }

  /** Says what to tell of lost events. */
  void onLossOf(Loss newLoss) {
    loss = newLoss;
  }

  long records() {
    return records;
  }

  long lostRecords() {
    return lost;
  }

  @Override
  public void record(RawRecord record) {
    records++;
    int id = record.eventId();
    if (id < handlers.length && handlers[id] != null) {
      views[id].moveTo(record, records);
      handlers[id].event(views[id]);
    }
  }

  @Override
  public void lost(RingSource source, long timeNs, long count) {
    lost += Math.max(1, count);
    loss.lost(source.cpu(), count);
  }
}
