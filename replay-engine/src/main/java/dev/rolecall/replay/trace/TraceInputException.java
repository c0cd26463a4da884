// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

/** An input from which nothing further can be read. */
public final class TraceInputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient InputProblem problem;

  /** Makes the exception that carries a problem. */
  public TraceInputException(InputProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /** Makes the exception that carries a problem and what the system said of it. */
  public TraceInputException(InputProblem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** The problem, with its file and place. */
  public InputProblem problem() {
    return problem;
  }
}
