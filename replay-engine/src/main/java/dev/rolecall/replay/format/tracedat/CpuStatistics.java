// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kernel counted of one CPU's ring, from its {@code per_cpu/cpuN/stats} file.
 *
 * @param cpu the CPU's number
 * @param values the file's other lines, by the name in front of the colon, such as {@code overrun}
 */
public record CpuStatistics(int cpu, Map<String, String> values) {
  private static final String CPU = "CPU";

  /** Copies the map. */
  public CpuStatistics {
    values = Map.copyOf(values);
  }

  /** The statistics in the text of an option, if they are a CPU's. */
  static Optional<CpuStatistics> parse(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    String cpu = values.getOrDefault(CPU, "");
    values.remove(CPU);
    return cpu.matches("\\d{1,6}")
        ? Optional.of(new CpuStatistics(Integer.parseInt(cpu), values))
        : Optional.empty();
  }
}
