// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.Place;
import dev.rolecall.replay.trace.ProblemSink;

/** Passes on the first problems of a file, and counts the rest. */
final class CappedProblems implements ProblemSink {
  private static final int SHOWN = 20;

  private final ProblemSink sink;
  private final String file;
  private long count;

  CappedProblems(ProblemSink sink, String file) {
    this.sink = sink;
    this.file = file;
  }

  @Override
  public void report(InputProblem problem) {
    count++;
    if (count <= SHOWN) {
      sink.report(problem);
    }
  }

  /** Says how many problems were not passed on, and starts counting anew. */
  void summarize() {
    if (count > SHOWN) {
      String message = (count - SHOWN) + " further problems not shown";
      sink.report(new InputProblem(file, new Place.None(), message));
    }
    count = 0;
  }
}
