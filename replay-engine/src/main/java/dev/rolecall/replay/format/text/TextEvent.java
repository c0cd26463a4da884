// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.text;

import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.trace.TraceEvent;

/** The event of a line. */
final class TextEvent implements KernelEvent {
  private final long[] values = new long[PairsShape.MAX_FIELDS];
  private final ByteText text = new ByteText();
  private String name = "";
  private int bodyFrom;
  private int bodyTo;
  private long line;
  private long position;
  private long timeNs;
  private int pid;

  /** Takes the numbers of the fields. */
  long[] values() {
    return values;
  }

  void set(EventLine from, long newTimeNs, long lineNumber) {
    timeNs = newTimeNs;
    pid = from.pid();
    line = lineNumber;
    position++;
  }

  void setBody(String eventName, byte[] bytes, int from, int to) {
    name = eventName;
    text.set(bytes, from, to);
    bodyFrom = from;
    bodyTo = to;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long timeNs() {
    return timeNs;
  }

  @Override
  public int pid() {
    return pid;
  }

  @Override
  public long value(int field) {
    return values[field];
  }

  @Override
  public void place(TraceEvent event) {
    event.setLine(line, 1);
  }

  @Override
  public String description() {
    return name + " " + raw();
  }

  @Override
  public String raw() {
    return text.text(bodyFrom, bodyTo).strip();
  }
}
