// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import dev.rolecall.replay.format.capture.KernelEvent;
import dev.rolecall.replay.format.capture.KernelEventFormat;
import dev.rolecall.replay.format.capture.KernelEventHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts events by name and by CPU, and what is missing. */
final class EventTally {
  private final List<OfFormat> formats = new ArrayList<>();
  private final Map<Integer, OfCpu> cpus = new TreeMap<>();
  private long firstNs = Long.MAX_VALUE;
  private long lastNs = Long.MIN_VALUE;
  private OfCpu last = new OfCpu(KernelEvent.NO_CPU);

  EventTally() {
    cpus.put(last.cpu, last);
  }

  /** The handler that counts the events of a format. */
  KernelEventHandler bind(KernelEventFormat format) {
    OfFormat of = new OfFormat(format);
    formats.add(of);
    return event -> {
      of.count++;
      cpu(event.cpu()).records++;
      firstNs = Math.min(firstNs, event.timeNs());
      lastNs = Math.max(lastNs, event.timeNs());
    };
  }

  void lost(int cpu, long count) {
    OfCpu of = cpu(cpu);
    of.gaps++;
    of.lost += Math.max(count, 0);
    of.unknownGaps += count > 0 ? 0 : 1;
  }

  Contents contents(long records) {
    List<EventCount> events = events();
    long named = events.stream().mapToLong(EventCount::count).sum();
    List<CpuCount> byCpu =
        cpus.values().stream()
            .map(
                each ->
                    new CpuCount(each.cpu, each.records, each.lost, each.gaps, each.unknownGaps))
            .filter(each -> each.records() > 0 || each.gaps() > 0)
            .toList();
    boolean timed = firstNs <= lastNs;
    return new Contents(
        records, records - named, timed ? firstNs : 0, timed ? lastNs : 0, events, byCpu);
  }

  /** One count for each event: a text may have it in several shapes. */
  private List<EventCount> events() {
    Map<EventName, Long> counts = new TreeMap<>();
    for (OfFormat each : formats) {
      EventName name = new EventName(each.format.system(), each.format.name());
      counts.merge(name, each.count, Long::sum);
    }
    return counts.entrySet().stream()
        .map(each -> new EventCount(each.getKey().group(), each.getKey().name(), each.getValue()))
        .toList();
  }

  private record EventName(String group, String name) implements Comparable<EventName> {
    private static final Comparator<EventName> ORDER =
        Comparator.comparing(EventName::group).thenComparing(EventName::name);

    @Override
    public int compareTo(EventName other) {
      return ORDER.compare(this, other);
    }
  }

  private OfCpu cpu(int cpu) {
    if (last.cpu != cpu) {
      last = cpus.computeIfAbsent(cpu, OfCpu::new);
    }
    return last;
  }

  private static final class OfFormat {
    private final KernelEventFormat format;
    private long count;

    OfFormat(KernelEventFormat format) {
      this.format = format;
    }
  }

  private static final class OfCpu {
    private final int cpu;
    private long records;
    private long lost;
    private long gaps;
    private long unknownGaps;

    OfCpu(int cpu) {
      this.cpu = cpu;
    }
  }
}
