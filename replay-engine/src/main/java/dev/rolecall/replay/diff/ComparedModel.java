// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.EventRef;
import dev.rolecall.replay.check.Vocabulary;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.trace.EventType;
import dev.rolecall.replay.trace.MmuId;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.List;
import java.util.Optional;

/** The model at a revision, which is expected to do what a subject does. */
final class ComparedModel {
  private final MmuRevision revision;
  private final SourceDifferences differences;
  private final TraceReplay replay;

  /** What only one side's words have; told with the first vCPU. */
  private List<Difference> vocabulary = List.of();

  /**
   * A model.
   *
   * @param file the trace's name, for problems
   * @param sinks takes what is found; a divergence's recorded value is the subject's
   */
  ComparedModel(String file, MmuRevision revision, TraceReplay.Sinks sinks) {
    this.revision = revision;
    this.differences = new SourceDifferences(sinks.divergences());
    this.replay =
        new TraceReplay(
            file,
            ReplaySettings.at(revision),
            new TraceReplay.Sinks(sinks.problems(), sinks.tally(), differences, sinks.observer()));
  }

  MmuRevision revision() {
    return revision;
  }

  TraceReplay replay() {
    return replay;
  }

  /** The subject has begun a trace, and its words are of that revision. */
  void expectWordsOf(MmuRevision words) {
    replay.expectWordsOf(words);
    vocabulary = new Vocabulary(words, revision).differences(MmuId.ROOT_MMU);
  }

  /** An event is about to be fed to both sides, with what the source says of it. */
  void begin(TraceEvent event) {
    differences.begin(event);
  }

  /**
   * Takes an event that expects what the subject did.
   *
   * @param contradictions how the source contradicts the subject, if it has a judgement
   */
  void event(TraceEvent event, Optional<List<Divergence>> contradictions) {
    replay.event(event);
    if (event.type() == EventType.VCPU) {
      vocabulary.forEach(d -> differences.diverged(Divergence.of(d, EventRef.of(event, ""))));
      vocabulary = List.of();
    }
    differences.settle(contradictions);
  }
}
