// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.capture.CaptureOrigin;
import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A made-up capture. */
final class Sample {
  static final int VMX = 1;
  static final int SVM = 2;
  private static final long NS_APART = 1000;

  private final Examination examination = new Examination();
  private final Map<String, KernelEventHandler> bound = new LinkedHashMap<>();
  private long events;

  Sample(String release) {
    examination.begin(
        new CaptureOrigin("a format", release, "", "mono", 2, false, List.of(), List.of()));
  }

  /** An event of a thread on a CPU, with fields and values in turns. */
  Sample event(String group, String name, int pid, int cpu, Object... fields) {
    Map<String, Long> values = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      values.put((String) fields[i], ((Number) fields[i + 1]).longValue());
    }
    Format format = new Format(group, name, List.copyOf(values.keySet()));
    events++;
    bound
        .computeIfAbsent(group + name, key -> examination.bind(format).orElseThrow())
        .event(new Event(events, pid, cpu, List.copyOf(values.values())));
    return this;
  }

  Sample lost(int cpu, long count) {
    examination.lost(cpu, count);
    return this;
  }

  Diagnosis.Capture diagnosis() {
    return examination.diagnosis("sample", events, new ArrayList<>());
  }

  private record Format(String system, String name, List<String> fields)
      implements KernelEventFormat {
    @Override
    public int fieldIndex(String fieldName) {
      return fields.indexOf(fieldName);
    }
  }

  private record Event(long position, int pid, int cpu, List<Long> values) implements KernelEvent {
    @Override
    public long timeNs() {
      return position * NS_APART;
    }

    @Override
    public long value(int field) {
      return values.get(field);
    }

    @Override
    public void place(TraceEvent event) {}

    @Override
    public String description() {
      return "";
    }

    @Override
    public String raw() {
      return "";
    }
  }
}
