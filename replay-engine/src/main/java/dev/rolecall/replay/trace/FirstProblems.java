// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.util.function.Supplier;

/** Passes on the first problems of a file, counts the rest, and says at the end how many. */
public final class FirstProblems implements ProblemSink {

  /** How many problems of a file are passed on. */
  public static final int LIMIT = 20;

  private final ProblemSink sink;
  private final String file;
  private long count;

  /** The first problems of a file, for a sink. */
  public FirstProblems(String file, ProblemSink sink) {
    this.file = file;
    this.sink = sink;
  }

  @Override
  public void report(InputProblem problem) {
    count++;
    if (count <= LIMIT) {
      sink.report(problem);
    }
  }

  /** Reports a problem at a place in the file. */
  public void report(Place place, String message) {
    report(new InputProblem(file, place, message));
  }

  /** Reports a problem at a place that is only searched for if the problem is passed on. */
  public void report(Supplier<? extends Place> place, String message) {
    if (isFull()) {
      count++;
    } else {
      report(place.get(), message);
    }
  }

  /** Whether the next problem is only counted. */
  public boolean isFull() {
    return count >= LIMIT;
  }

  /** How many problems there were, passed on or not. */
  public long count() {
    return count;
  }

  /** Ends the file: reports how many problems were not passed on, if any. */
  public void finish() {
    if (count > LIMIT) {
      sink.report(new InputProblem(file, new Place.None(), "and " + (count - LIMIT) + " more"));
    }
  }
}
