// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import com.google.common.collect.ImmutableList;
import dev.rolecall.mmu.revision.MmuRevision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The way through the history from one revision to a later one.
 *
 * @param steps the revisions, oldest first, both ends included
 */
public record History(ImmutableList<MmuRevision> steps) {

  /** The way between two revisions; empty if the first is not an ancestor of the second. */
  public static Optional<History> between(MmuRevision from, MmuRevision to) {
    Deque<MmuRevision> way = new ArrayDeque<>();
    Optional<MmuRevision> at = Optional.of(to);
    while (at.isPresent()) {
      way.addFirst(at.get());
      if (at.get().equals(from)) {
        return Optional.of(new History(ImmutableList.copyOf(way)));
      }
      at = at.get().parent();
    }
    return Optional.empty();
  }

  /** The first revision. */
  public MmuRevision from() {
    return steps.get(0);
  }

  /** The last revision. */
  public MmuRevision to() {
    return steps.get(steps.size() - 1);
  }

  /** The revisions after the first that behave otherwise than the one before them. */
  public List<MmuRevision> changes() {
    List<MmuRevision> changes = new ArrayList<>();
    for (int i = 1; i < steps.size(); i++) {
      if (!steps.get(i).spec().equals(steps.get(i - 1).spec())) {
        changes.add(steps.get(i));
      }
    }
    return changes;
  }
}
