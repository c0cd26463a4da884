// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.TraceEvent;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A made-up recording of kernel events, and its translation. */
final class Recording {
  private final KernelRelease release;
  private final List<Recorded> events = new ArrayList<>();
  private int pid = 100;

  private Recording(String release) {
    this.release = KernelRelease.parse(release).orElseThrow();
  }

  /** An empty recording of that kernel. */
  static Recording of(String release) {
    return new Recording(release);
  }

  /** The thread that the next events come from. */
  Recording thread(int newPid) {
    pid = newPid;
    return this;
  }

  /** A probe's record of a vCPU. */
  Recording probe(String name, VcpuSample sample) {
    return add("kvmrole", name, sample.fields());
  }

  /** A probe's record with its function's arguments: {@code name, value, …}. */
  Recording probe(String name, VcpuSample sample, Object... arguments) {
    Map<String, Long> fields = new LinkedHashMap<>(pairs(arguments));
    fields.putAll(sample.fields());
    return add("kvmrole", name, fields);
  }

  /** A tracepoint of KVM with its fields: {@code name, value, …}. */
  Recording tracepoint(String name, Object... fields) {
    return add("kvm", name, pairs(fields));
  }

  /** Lost events. */
  Recording lost() {
    return add("", "lost", Map.of());
  }

  private Recording add(String system, String name, Map<String, Long> fields) {
    events.add(new Recorded(events.size() + 1, pid, new Format(system, name, fields)));
    return this;
  }

  /** Surveys and translates. */
  Translation translate() {
    Survey survey = new Survey(release);
    for (Recorded event : events) {
      survey.bind(event.format()).ifPresent(handler -> handler.event(event));
    }
    Translation translation = new Translation();
    CaptureInterpreter interpreter = new CaptureInterpreter(survey.facts(), translation);
    Map<String, KernelEventHandler> handlers = new LinkedHashMap<>();
    interpreter.begin();
    for (Recorded event : events) {
      if (event.format().name().equals("lost")) {
        interpreter.lost();
      } else {
        String key = event.format().name() + event.format().names();
        handlers.computeIfAbsent(key, any -> interpreter.bind(event.format())).event(event);
      }
    }
    interpreter.finish();
    return translation;
  }

  private static Map<String, Long> pairs(Object... namesAndValues) {
    Map<String, Long> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).longValue());
    }
    return fields;
  }

  /** What a recording was translated to. */
  static final class Translation implements TraceHandler {
    final List<TraceEvent> events = new ArrayList<>();
    final Map<String, Long> unchecked = new LinkedHashMap<>();

    @Override
    public void event(TraceEvent event) {
      events.add(TraceEvent.copyOf(event));
    }

    @Override
    public void notChecked(String reason, long count) {
      unchecked.merge(reason, count, Long::sum);
    }

    /** The events that do something, each with its arguments. */
    List<String> actions() {
      return events.stream().map(Rendering::of).filter(text -> !text.equals("observe")).toList();
    }

    /** The same without the host, the vCPU's appearance and what is known of its VM's pages. */
    List<String> operations() {
      return actions().stream().filter(text -> !text.matches("(machine|vcpu|pages)\\b.*")).toList();
    }

    /** The last event that reads so. */
    TraceEvent last(String action) {
      Optional<TraceEvent> found =
          events.stream().filter(e -> Rendering.of(e).equals(action)).reduce((a, b) -> b);
      return found.orElseThrow(() -> new AssertionError(action + " is not in " + actions()));
    }

    /** How often this was not checked. */
    long unchecked(Unchecked reason) {
      return unchecked.getOrDefault(reason.reason(), 0L);
    }
  }

  private record Format(String system, String name, Map<String, Long> fields)
      implements KernelEventFormat {
    List<String> names() {
      return List.copyOf(fields.keySet());
    }

    @Override
    public int fieldIndex(String fieldName) {
      return names().indexOf(fieldName);
    }
  }

  private record Recorded(long position, int pid, Format format) implements KernelEvent {
    @Override
    public long timeNs() {
      return position * 1000;
    }

    @Override
    public long value(int field) {
      return List.copyOf(format.fields().values()).get(field);
    }

    @Override
    public void place(TraceEvent event) {}

    @Override
    public String description() {
      return format.name() + " " + raw();
    }

    @Override
    public String raw() {
      return format.fields().toString();
    }
  }
}
