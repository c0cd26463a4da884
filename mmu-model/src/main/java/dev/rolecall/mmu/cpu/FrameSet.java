// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.cpu;

import java.util.Map;
import java.util.TreeMap;

/** A set of page frames, kept as ranges that neither touch nor overlap. */
final class FrameSet {
  /**
   * The last frame of each range, by its first; frames have at most 52 bits, so signs do not
   * matter.
   */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Adds {@code pages} frames from {@code first} on. */
  void add(long first, long pages) {
    if (pages == 0) {
      return;
    }
    long start = first;
    long end = first + pages - 1;
    Map.Entry<Long, Long> near = ranges.floorEntry(end + 1);
    while (near != null && near.getValue() >= start - 1) {
      start = Math.min(start, near.getKey());
      end = Math.max(end, near.getValue());
      ranges.remove(near.getKey());
      near = ranges.floorEntry(end + 1);
    }
    ranges.put(start, end);
  }

  boolean contains(long frame) {
    Map.Entry<Long, Long> near = ranges.floorEntry(frame);
    return near != null && near.getValue() >= frame;
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }
}
