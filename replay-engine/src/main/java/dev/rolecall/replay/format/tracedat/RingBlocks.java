// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;

/** One CPU's ring data as a sequence of blocks of whole pages, one in memory at a time. */
sealed interface RingBlocks permits PlainBlocks, ChunkBlocks {

  /** Moves to the next block; false at the end of the data. */
  boolean next() throws TraceInputException;

  /** Holds the block from its first byte on; valid until {@link #next()}. */
  byte[] data();

  /** The bytes of the block. */
  int length();

  /** Where in the file the block lies, compressed or not. */
  long fileOffset();

  /** Where in the CPU's decompressed ring data the block starts. */
  long ringOffset();

  boolean compressed();

  /** Whether data in front of the block could not be read since this was last asked. */
  boolean takeGap();

  /** The problem that {@code message} describes at a byte of the block. */
  InputProblem problem(int at, String message);
}
