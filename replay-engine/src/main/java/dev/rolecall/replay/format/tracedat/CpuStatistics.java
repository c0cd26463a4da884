// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel counted of one CPU's ring, from its {@code per_cpu/cpuN/stats} file. A count that
 * the file does not give is zero.
 *
 * @param cpu the CPU's number
 * @param entries events still in the ring when recording ended
 * @param overrun events overwritten before they were read
 * @param commitOverrun events dropped because a nested write found the ring full
 * @param droppedEvents events dropped because the ring was full
 * @param readEvents events read while recording
 */
public record CpuStatistics(
    int cpu, long entries, long overrun, long commitOverrun, long droppedEvents, long readEvents) {

  /** The statistics in the text of an option, if they are a CPU's. */
  static Optional<CpuStatistics> parse(String text) {
    Map<String, Long> counts = new HashMap<>();
    text.lines().forEach(line -> count(line, counts));
    long cpu = counts.getOrDefault("CPU", -1L);
    if (cpu < 0 || cpu > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(
        new CpuStatistics(
            (int) cpu,
            counts.getOrDefault("entries", 0L),
            counts.getOrDefault("overrun", 0L),
            counts.getOrDefault("commit overrun", 0L),
            counts.getOrDefault("dropped events", 0L),
            counts.getOrDefault("read events", 0L)));
  }

  private static void count(String line, Map<String, Long> counts) {
    int colon = line.indexOf(':');
    String value = line.substring(colon + 1).strip();
    if (colon > 0 && value.matches("\\d{1,18}")) {
      counts.put(line.substring(0, colon).strip(), Long.parseLong(value));
    }
  }
}
