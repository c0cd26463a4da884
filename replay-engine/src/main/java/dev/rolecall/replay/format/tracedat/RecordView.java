// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Locale;

/** A record of one format as a kernel event. */
final class RecordView implements KernelEvent {
  private final EventFormat format;
  private final Field[] fields;
  private RawRecord record;
  private long position;

  @SuppressWarnings("NullAway.Init") // moved to a record before anything is asked of it
  RecordView(RecordFields fields) {
    this.format = fields.format();
    this.fields = format.fields().toArray(Field[]::new);
  }

  void moveTo(RawRecord newRecord, long newPosition) {
    record = newRecord;
    position = newPosition;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long timeNs() {
    return record.timeNs();
  }

  @Override
  public int cpu() {
    return record.cpu();
  }

  @Override
  public int pid() {
    return record.pid();
  }

  @Override
  public long value(int field) {
    return record.number(fields[field]);
  }

  @Override
  public void place(TraceEvent event) {
    event.setByteOffset(record.fileOffset());
  }

  @Override
  public String description() {
    return format.name() + " " + raw();
  }

  @Override
  public String raw() {
    StringBuilder text = new StringBuilder();
    for (Field field : fields) {
      if (text.length() > 0) {
        text.append(' ');
      }
      text.append(field.name()).append('=').append(rendered(field));
    }
    return text.toString();
  }

  private String rendered(Field field) {
    if (field.isNumber()) {
      long value = record.number(field);
      return field.size() == Long.BYTES ? "0x" + Long.toHexString(value) : Long.toString(value);
    }
    if (field.type().contains("char")) {
      return record.text(field);
    }
    StringBuilder bytes = new StringBuilder();
    for (byte each : record.bytes(field)) {
      bytes.append(String.format(Locale.ROOT, "%02x", each));
    }
    return bytes.toString();
  }
}
