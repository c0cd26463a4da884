// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.List;

/**
 * What a capture says of itself. A text that it does not say is empty.
 *
 * @param format the file's format, such as {@code trace.dat version 7}
 * @param release the kernel's release, such as {@code 6.1.0-55-amd64}
 * @param recorder what recorded it
 * @param clock the clock of its times
 * @param cpus how many CPUs the machine has, 0 if it does not say
 * @param listsFormats whether formats are bound that have no event in it, and so whether one that
 *     is not bound is unknown to the kernel
 * @param counters what the kernel counted of each CPU's buffer
 * @param notes what its format leaves out or open, in words
 */
public record CaptureOrigin(
    String format,
    String release,
    String recorder,
    String clock,
    long cpus,
    boolean listsFormats,
    List<Counters> counters,
    List<String> notes) {

  /** Makes the list this record's own. */
  public CaptureOrigin {
    counters = List.copyOf(counters);
    notes = List.copyOf(notes);
  }

  /**
   * What the kernel counted of one CPU's buffer.
   *
   * @param cpu the CPU
   * @param overwritten events that were overwritten before anybody read them
   * @param dropped events that found no room
   */
  public record Counters(int cpu, long overwritten, long dropped) {}
}
