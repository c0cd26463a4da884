// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.coverage;

import java.util.BitSet;

/**
 * What one trace exercises. A trace that is named twice is two, so this is equal to itself only.
 */
final class CoveredTrace {
  private final String file;
  private final long events;
  private final BitSet points;

  /**
   * A trace.
   *
   * @param file as the user named it
   * @param events how many were read
   * @param points those that it exercised, without constants; not to be changed
   */
  CoveredTrace(String file, long events, BitSet points) {
    this.file = file;
    this.events = events;
    this.points = points;
  }

  String file() {
    return file;
  }

  long events() {
    return events;
  }

  BitSet points() {
    return points;
  }
}
