// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import java.util.List;

/**
 * One trace buffer: the top one or a named instance.
 *
 * @param name the instance's name, empty for the top buffer
 * @param clock the clock of its timestamps, such as {@code local}, or empty if the file has none
 * @param pageSize bytes in a page of its rings
 * @param rings where the data of each CPU lies
 */
public record Buffer(String name, String clock, int pageSize, List<Ring> rings) {

  /** Copies the list. */
  public Buffer {
    rings = List.copyOf(rings);
  }

  /**
   * Where in the file one CPU's data lies.
   *
   * @param cpu the CPU's number
   * @param offset the first byte in the file
   * @param size bytes in the file
   * @param compressed whether these are chunks to decompress
   */
  public record Ring(int cpu, long offset, long size, boolean compressed) {}
}
