// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;

/** Bytes of a trace file that are read by position: the file itself, or a decompressed section. */
interface Bytes {

  /** The number of bytes. */
  long size();

  /**
   * Copies {@code length} bytes from {@code position} to the start of {@code into}; the range must
   * lie within {@link #size()}.
   */
  void read(long position, byte[] into, int length) throws TraceInputException;

  /** The problem that {@code message} describes at a position of these bytes. */
  InputProblem problem(long position, String message);

  /** The exception that says of a position that nothing can be read from there on. */
  default TraceInputException damage(long position, String message) {
    return new TraceInputException(problem(position, message));
  }
}
