// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.Optional;
import java.util.function.Supplier;

/** A subject of somebody else's class: whatever it throws is its failure, and not Rolecall's. */
final class ClassSubject implements Subject {
  private static final int SHOWN_FRAMES = 8;

  private final String name;
  private final Subject subject;
  private final OutcomeReader outcomes = new OutcomeReader();

  ClassSubject(String name, Subject subject) {
    this.name = name;
    this.subject = subject;
  }

  @Override
  public String name() {
    return name;
  }

  // Null is what a class of somebody else may return, whatever its signature says.
  @SuppressWarnings("ConstantValue")
  @Override
  public MmuRevision start(TraceEvent machine) throws SubjectException {
    MmuRevision revision = guard(() -> Conversation.START, () -> subject.start(machine));
    if (revision == null) {
      throw new SubjectException(name + " returned null, expected the revision of its role words");
    }
    return revision;
  }

  @Override
  public void feed(TraceEvent event) throws SubjectException {
    guard(
        () -> Conversation.nameOf(event),
        () -> {
          subject.feed(event);
          return subject;
        });
    Optional<String> problem = outcomes.check(event);
    if (problem.isPresent()) {
      throw new SubjectException(
          name + " answered nonsense: " + problem.get() + ", at " + Conversation.nameOf(event));
    }
  }

  @Override
  public void close() {
    try {
      subject.close();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      return; // it had answered everything that it was asked
    }
  }

  /**
   * Runs somebody else's code. An error of the virtual machine itself, such as no memory, passes.
   */
  private <T> T guard(Supplier<String> place, Call<T> call) throws SubjectException {
    try {
      return call.run();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      throw failed(name + " threw " + e + ", at " + place.get(), e);
    }
  }

  /** What was thrown, with the first of the frames that it went through. */
  static SubjectException failed(String what, Throwable thrown) {
    StringBuilder text = new StringBuilder(what);
    StackTraceElement[] frames = thrown.getStackTrace();
    for (int i = 0; i < Math.min(SHOWN_FRAMES, frames.length); i++) {
      text.append("\n  | at ").append(frames[i]);
    }
    return new SubjectException(text.toString(), thrown);
  }

  /** Code of a subject. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws SubjectException;
  }
}
