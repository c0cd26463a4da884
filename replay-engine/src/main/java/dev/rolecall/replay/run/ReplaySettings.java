// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.run;

import dev.rolecall.mmu.revision.MmuRevision;
import java.util.Optional;

/**
 * How traces are replayed.
 *
 * @param revision the revision to replay at; a trace's own if absent
 * @param maxDivergences how many divergences are kept for the report; all are counted
 */
public record ReplaySettings(Optional<MmuRevision> revision, int maxDivergences) {
  /** A trace's own revision, and the first 20 divergences. */
  public static ReplaySettings standard() {
    return new ReplaySettings(Optional.empty(), 20);
  }

  /** A revision, whatever the trace's own is. */
  public static ReplaySettings at(MmuRevision revision) {
    return new ReplaySettings(Optional.of(revision), 0);
  }
}
