// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.subject.SubjectFactory;
import java.util.function.Supplier;

/**
 * What a run compares, on which traces, for how long.
 *
 * @param base the revision that is right
 * @param subject what is compared with it
 * @param traces makes a source of the same traces for each thread
 * @param limits when the run ends
 * @param jobs how many threads work
 */
public record FuzzPlan(
    MmuRevision base,
    SubjectFactory subject,
    Supplier<TraceSource> traces,
    FuzzLimits limits,
    int jobs) {

  /** Whose outcomes are the recorded ones: a revision is compared as the model. */
  SubjectFactory recorder() {
    return subject.revision().isPresent() ? SubjectFactory.of(base) : subject;
  }

  /** The revision of the model that the recorded outcomes are compared with. */
  MmuRevision model() {
    return subject.revision().orElse(base);
  }
}
