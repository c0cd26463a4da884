// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** Receives the problems after which reading goes on. */
@FunctionalInterface
public interface ProblemSink {

  /** Takes one problem; problems come in the order in which they are met. */
  void report(InputProblem problem);
}
