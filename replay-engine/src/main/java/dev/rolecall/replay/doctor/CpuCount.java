// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

/**
 * What came of one CPU's events.
 *
 * @param cpu the CPU, or a negative number where the capture does not tell
 * @param records the events that are there
 * @param lost those that are said to be missing
 * @param gaps at how many places
 * @param unknownGaps at how many of them it is not said how many are missing
 */
public record CpuCount(int cpu, long records, long lost, long gaps, long unknownGaps) {
  private static final double WHOLE = 100;

  /** How much is missing, in percent; at least so much where some gaps are not counted. */
  public double lostPercent() {
    return lost == 0 ? 0 : WHOLE * lost / (lost + records);
  }

  CpuCount plus(CpuCount other) {
    return new CpuCount(
        cpu,
        records + other.records,
        lost + other.lost,
        gaps + other.gaps,
        unknownGaps + other.unknownGaps);
  }
}
