// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader met in a trace.
 *
 * @param records the records of the input
 * @param understood the records that became events other than {@code unknown}
 * @param refused the records that were reported as wrong and left out
 * @param lost the records that the input says were lost when it was recorded
 * @param unknownByName how many {@code unknown} events there were under each name
 */
public record ReadStats(
    long records, long understood, long refused, long lost, SortedMap<String, Long> unknownByName) {

  /** Makes the map this record's own. */
  public ReadStats {
    unknownByName = Collections.unmodifiableSortedMap(new TreeMap<>(unknownByName));
  }
}
