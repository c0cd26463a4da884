// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.replay.diff.Comparison.Failure;
import dev.rolecall.replay.run.TraceReplay;
import dev.rolecall.replay.subject.Subject;
import dev.rolecall.replay.trace.TraceHandler;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One trace put to a {@link Question}. */
public final class Trial implements AutoCloseable {
  private final TraceHandler handler;
  private final TraceReplay replay;
  private final Supplier<Optional<Failure>> failure;
  private final Runnable close;

  private Trial(
      TraceHandler handler,
      TraceReplay replay,
      Supplier<Optional<Failure>> failure,
      Runnable close) {
    this.handler = handler;
    this.replay = replay;
    this.failure = failure;
    this.close = close;
  }

  static Trial of(TraceReplay replay) {
    return new Trial(replay, replay, Optional::empty, () -> {});
  }

  /** A comparison of one trace that has no name, with a subject that stays open. */
  public static Trial of(Subject subject, MmuRevision revision, TraceReplay.Sinks sinks) {
    return of(subject, new ComparedModel("", revision, sinks), () -> {});
  }

  static Trial of(Subject subject, ComparedModel model, Runnable close) {
    Comparison comparison = new Comparison(subject, List.of(model));
    return new Trial(comparison, model.replay(), comparison::failure, close);
  }

  /** Takes the trace's events. */
  public TraceHandler handler() {
    return handler;
  }

  /** The trace is over: what waited for more of it is decided. */
  public void finish() {
    replay.finish();
  }

  /** How a subject failed, if one did; the rest of the trace was not compared. */
  public Optional<Failure> failure() {
    return failure.get();
  }

  @Override
  public void close() {
    close.run();
  }
}
