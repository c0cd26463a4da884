// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import java.util.List;

/**
 * The events of a capture.
 *
 * @param records how many there are
 * @param unnamed how many of them are of formats that the file does not have
 * @param firstNs the time of the first, in nanoseconds
 * @param lastNs that of the last in time
 * @param events each event of the file's formats, by group and name
 * @param cpus each CPU, in order
 */
public record Contents(
    long records,
    long unnamed,
    long firstNs,
    long lastNs,
    List<EventCount> events,
    List<CpuCount> cpus) {

  /** Makes the lists this record's own. */
  public Contents {
    events = List.copyOf(events);
    cpus = List.copyOf(cpus);
  }

  /** How often an event of that name was recorded, in any group. */
  public long count(String name) {
    return events.stream()
        .filter(event -> event.name().equals(name))
        .mapToLong(EventCount::count)
        .sum();
  }

  /** How many events of a group were recorded. */
  public long countOfGroup(String group) {
    return events.stream()
        .filter(event -> event.group().equals(group))
        .mapToLong(EventCount::count)
        .sum();
  }

  /** Whether the file has the format of an event of that name. */
  public boolean has(String name) {
    return events.stream().anyMatch(event -> event.name().equals(name));
  }

  /** All CPUs together. */
  public CpuCount total() {
    return cpus.stream().reduce(new CpuCount(0, 0, 0, 0, 0), CpuCount::plus);
  }
}
