// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.format.tracedat.Decompressor.Block;
import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import java.nio.ByteOrder;

/**
 * Ring data in compressed chunks: a count of 4 bytes, then the chunks one after the other. The size
 * that trace-cmd 3.1 states for a ring leaves the count out.
 */
final class ChunkBlocks implements RingBlocks {
  private static final int MAX_CHUNK = 1 << 26;
  private static final int COUNT_SIZE = 4;

  private final FileBytes file;
  private final Buffer.Ring ring;
  private final Decompressor decompressor;
  private final BlockBudget budget;
  private final ProblemSink problems;
  private final Cursor cursor;

  private byte[] data = new byte[0];
  private int length;
  private long fileOffset;
  private long ringOffset;
  private boolean counted;
  private long chunksLeft;
  private boolean gap;

  ChunkBlocks(RingReading reading, Buffer.Ring ring, ByteOrder order) {
    this.file = reading.file();
    this.decompressor = reading.decompressor();
    this.budget = reading.budget();
    this.problems = reading.problems();
    this.ring = ring;
    long limit = Math.min(file.size(), ring.offset() + COUNT_SIZE + ring.size());
    this.cursor = new Cursor(file, order, ring.offset(), limit);
  }

  @Override
  public boolean next() {
    ringOffset += length;
    length = 0;
    try {
      while (moreChunks()) {
        if (load()) {
          return true;
        }
        gap = true;
      }
    } catch (TraceInputException e) {
      fail(e.problem());
      chunksLeft = 0;
    }
    return false;
  }

  private boolean moreChunks() throws TraceInputException {
    if (!counted) {
      counted = true;
      chunksLeft = cursor.u32("number of chunks");
    }
    return chunksLeft-- > 0;
  }

  /** Loads the next chunk; false if it is damaged in a way that leaves the one behind readable. */
  private boolean load() throws TraceInputException {
    Block block = Decompressor.block(cursor, MAX_CHUNK);
    fileOffset = block.offset();
    cursor.skip(block.compressed(), "chunk");
    if (!block.fault().isEmpty()) {
      fail(file.problem(block.offset(), block.fault()));
      return false;
    }
    int size = (int) block.uncompressed();
    if (data.length < size) {
      if (!budget.take(size - data.length)) {
        fail(file.problem(block.offset(), "chunk: " + budget.refusal()));
        return false;
      }
      data = new byte[size];
    }
    return decompressed(block);
  }

  private boolean decompressed(Block block) {
    try {
      decompressor.decompress(block, data);
      length = (int) block.uncompressed();
      return true;
    } catch (TraceInputException e) {
      fail(e.problem());
      return false;
    }
  }

  private void fail(InputProblem problem) {
    gap = true;
    problems.report(
        new InputProblem(
            problem.file(), problem.place(), "cpu " + ring.cpu() + ": " + problem.message()));
  }

  @Override
  public byte[] data() {
    return data;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long fileOffset() {
    return fileOffset;
  }

  @Override
  public long ringOffset() {
    return ringOffset;
  }

  @Override
  public boolean compressed() {
    return true;
  }

  @Override
  public boolean takeGap() {
    boolean taken = gap;
    gap = false;
    return taken;
  }

  @Override
  public InputProblem problem(int at, String message) {
    return file.problem(
        fileOffset,
        "cpu %d: %s (byte %d of the chunk that is compressed here)"
            .formatted(ring.cpu(), message, at));
  }
}
