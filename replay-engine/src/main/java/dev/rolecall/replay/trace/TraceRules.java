// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.HashMap;
import java.util.Map;

/**
 * The rules that the events of one trace obey together: {@code machine} first and once, {@code seq}
 * strictly increasing, {@code time_ns} not decreasing within a vCPU.
 */
public final class TraceRules {
  private final RuleSink sink;
  private final Map<Long, long[]> lastTimes = new HashMap<>();
  private boolean started;
  private boolean machineSeen;
  private boolean seqKnown;
  private long lastSeq;
  private boolean obeyed;

  /** Rules whose breaking is told to a sink. */
  public TraceRules(RuleSink sink) {
    this.sink = sink;
  }

  /** Checks the next event; true if it breaks no rule. */
  public boolean check(TraceEvent event) {
    obeyed = true;
    checkMachine(event);
    checkSeq(event);
    if (event.hasTimeNs()) {
      checkTime(event);
    }
    return obeyed;
  }

  /** Takes notice of a record of which not even the event's type is known. */
  public void unreadable() {
    started = true;
  }

  /** Whether any record has been checked or announced. */
  public boolean started() {
    return started;
  }

  private void checkMachine(TraceEvent event) {
    boolean machine = event.type() == EventType.MACHINE;
    if (machine && machineSeen) {
      broken(Column.EVENT, "a second machine event, expected only the one at the trace's start");
    }
    if (!machine && !started) {
      broken(
          Column.EVENT,
          "expected machine as the first event of the trace, got " + event.type().wireName());
    }
    started = true;
    machineSeen |= machine;
  }

  private void checkSeq(TraceEvent event) {
    long seq = event.seq();
    if (seqKnown && seq <= lastSeq) {
      String got = event.hasSeq() ? "got " + seq : "got none, which makes it " + seq;
      broken(
          Column.SEQ, "seq: expected more than " + lastSeq + ", that of the event before, " + got);
    }
    seqKnown = true;
    lastSeq = seq;
  }

  private void checkTime(TraceEvent event) {
    long vcpu = (long) event.vm() << Integer.SIZE | event.vcpu();
    long[] last = lastTimes.computeIfAbsent(vcpu, key -> new long[] {-1});
    if (event.timeNs() < last[0]) {
      String whose = "that of the event before on vm " + event.vm() + " vcpu " + event.vcpu();
      broken(
          Column.TIME_NS,
          "time_ns: expected at least " + last[0] + ", " + whose + ", got " + event.timeNs());
    }
    last[0] = event.timeNs();
  }

  private void broken(EventPart part, String message) {
    obeyed = false;
    sink.broken(part, message);
  }
}
