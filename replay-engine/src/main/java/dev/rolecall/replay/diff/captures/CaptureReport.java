// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff.captures;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.DiffReport;
import java.util.List;
import java.util.Optional;

/**
 * What two captures of one workload showed.
 *
 * @param a the first, and all that differs: first what the model does not explain
 * @param b the second
 * @param revisions in whose words they are; absent if one could not be read
 * @param hosts in what the hosts differ, each such as {@code tdp_levels 4 and 5}
 * @param anchors what of them was aligned
 * @param stretches what the guests did apart from each other
 */
public record CaptureReport(
    DiffReport a,
    DiffReport b,
    Optional<Revisions> revisions,
    List<String> hosts,
    Anchors anchors,
    List<Stretch> stretches) {

  /** The revisions of the two. */
  public record Revisions(MmuRevision a, MmuRevision b) {}

  /**
   * Things that the guests did.
   *
   * @param a how many in the first
   * @param b how many in the second
   * @param common how many were aligned
   */
  public record Anchors(long a, long b, long common) {}
}
