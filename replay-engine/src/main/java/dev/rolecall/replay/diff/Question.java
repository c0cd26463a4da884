// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.run.ReplaySettings;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.subject.SubjectException;
import dev.rolecall.replay.subject.SubjectFactory;
import java.util.Optional;

/** Whose outcomes a trace's events are compared with whose; asked of one trace after the other. */
public sealed interface Question {

  /** Whose outcomes are the recorded ones, in a word for a column. */
  String recorder();

  /** Whose outcomes are the model's, in a word for a column. */
  String model();

  /**
   * Puts a trace to the question. The caller feeds it, ends it with {@link Trial#finish} and closes
   * it.
   *
   * @param file the trace's name, for problems
   * @throws SubjectException if a subject cannot be started
   */
  Trial begin(String file, TraceReplay.Sinks sinks) throws SubjectException;

  /**
   * What the trace expects against the model.
   *
   * @param revision the revision of the model; the trace's own if absent
   */
  record Recorded(Optional<MmuRevision> revision) implements Question {
    @Override
    public String recorder() {
      return "recorded";
    }

    @Override
    public String model() {
      return "model";
    }

    @Override
    public Trial begin(String file, TraceReplay.Sinks sinks) {
      return Trial.of(new TraceReplay(file, new ReplaySettings(revision, 0), sinks));
    }
  }

  /**
   * What a subject does against the model at a revision.
   *
   * @param subject whose outcomes are the recorded ones
   * @param revision the revision of the model
   */
  record Compared(SubjectFactory subject, MmuRevision revision) implements Question {
    @Override
    public String recorder() {
      return subject.name();
    }

    @Override
    public String model() {
      return revision.id();
    }

    @Override
    public Trial begin(String file, TraceReplay.Sinks sinks) throws SubjectException {
      Subject opened = subject.open();
      ComparedModel model = new ComparedModel(file, revision, sinks);
      return Trial.of(opened, model, opened::close);
    }
  }
}
