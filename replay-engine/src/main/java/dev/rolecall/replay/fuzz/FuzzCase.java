// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.check.TranslationKeys;
import dev.rolecall.replay.diff.Signature;
import dev.rolecall.replay.format.csv.CsvTraceWriter;
import dev.rolecall.replay.shrink.Limits;
import dev.rolecall.replay.shrink.Progress;
import dev.rolecall.replay.shrink.Shrinker;
import dev.rolecall.replay.shrink.Symptom;
import dev.rolecall.replay.store.EventSequence;
import dev.rolecall.replay.store.EventStore;
import dev.rolecall.replay.store.Selection;
import dev.rolecall.replay.subject.RevisionSubject;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.trace.Column;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.ExpectKey;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.MmuItem;
import dev.rolecall.replay.trace.TraceEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * A trace that shows a difference: what was done up to it, and at the last event what the base
 * expects. It conforms at the base.
 *
 * @param signature the difference
 * @param events the trace
 */
public record FuzzCase(Signature signature, EventSequence events) {
  private static final int LONGEST_NAME = 120;
  private static final long ROOTS =
      ExpectKey.of(MmuId.ROOT_MMU, MmuItem.ROOTS).bit()
          | ExpectKey.of(MmuId.GUEST_MMU, MmuItem.ROOTS).bit();

  /**
   * The smallest trace that shows a finding, made of the one in which it was found.
   *
   * @param limits how long it is looked for
   * @throws SubjectException if the subject cannot be started
   */
  public static FuzzCase of(FuzzPlan plan, FuzzFinding finding, Limits limits)
      throws SubjectException {
    EventStore events = events(plan, finding.trace(), finding.divergence().event().number());
    try (Subject subject = plan.recorder().open()) {
      Symptom symptom = new ComparisonSymptom(subject, plan.model(), finding.signature());
      Selection smallest = new Shrinker(symptom, limits, Progress.NONE).shrink(events).trace();
      return new FuzzCase(finding.signature(), smallest);
    }
  }

  /** The first events of a trace of a plan, at most so many. */
  private static EventStore events(FuzzPlan plan, long trace, long count) {
    EventStore events = new EventStore();
    TraceSource source = plan.traces().get();
    TraceEvent event = new TraceEvent();
    source.start(trace);
    while (events.size() < count && source.next(event)) {
      events.add(event);
    }
    return events;
  }

  /** A name for its file, which follows from the signature. */
  public String fileName() {
    String name = signature.toString().replace(':', '-').replace('@', '-');
    if (name.length() > LONGEST_NAME) {
      String rest = Integer.toHexString(name.hashCode());
      name = name.substring(0, LONGEST_NAME) + "-" + rest;
    }
    return name + ".csv";
  }

  /** What an event expects: of the last one what differs, of a translation all. */
  private long shown(TraceEvent event, boolean last) {
    long key = ExpectKey.find(signature.key()).map(ExpectKey::bit).orElse(0L);
    if (!last) {
      // A root is told from others by where it stood before; what KVM refused decides what follows.
      return ExpectKey.ACCEPTED.bit() | (key & ROOTS);
    }
    if (event.type() == EventType.ACCESS) {
      return TranslationKeys.ALL;
    }
    return (event.expectations().present() & key) != 0 ? key | ExpectKey.ACCEPTED.bit() : -1;
  }

  /**
   * Writes it as CSV.
   *
   * @param comments lines that stand before it, without {@code #}
   */
  public void writeTo(OutputStream out, List<String> comments, FuzzPlan plan) throws IOException {
    RevisionSubject base = new RevisionSubject(Optional.of(plan.base()), problem -> {});
    try (CsvTraceWriter writer = new CsvTraceWriter(out, EnumSet.allOf(Column.class), comments)) {
      for (int i = 0; i < events.size(); i++) {
        TraceEvent event = events.get(i);
        if (event.type() == EventType.MACHINE) {
          base.begin(event);
        } else {
          base.feed(event);
        }
        event.keepOnly(shown(event, i == events.size() - 1));
        writer.write(event);
      }
    }
  }
}
