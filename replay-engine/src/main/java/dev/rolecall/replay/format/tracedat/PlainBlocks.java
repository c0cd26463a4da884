// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;

/** Ring data that lies in the file as it is. */
final class PlainBlocks implements RingBlocks {
  private static final int BLOCK = 1 << 16;

  private final RingReading reading;
  private final Buffer.Ring ring;
  private final int blockSize;
  private byte[] data = new byte[0];
  private long nextOffset;
  private long fileOffset;
  private int length;
  private boolean gap;

  PlainBlocks(RingReading reading, Buffer.Ring ring, int pageSize) {
    this.reading = reading;
    this.ring = ring;
    this.blockSize = (int) Math.min(ring.size(), Math.max(BLOCK, pageSize));
    this.nextOffset = ring.offset();
  }

  @Override
  public boolean next() throws TraceInputException {
    if (data.length == 0 && !allocate()) {
      return false;
    }
    long remaining = ring.offset() + ring.size() - nextOffset;
    fileOffset = nextOffset;
    length = (int) Math.min(blockSize, remaining);
    reading.file().read(fileOffset, data, length);
    nextOffset += length;
    return length > 0;
  }

  private boolean allocate() {
    if (!reading.budget().take(blockSize)) {
      gap = true;
      reading.problems().report(problem(0, "ring: " + reading.budget().refusal()));
      return false;
    }
    data = new byte[blockSize];
    return true;
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
    return fileOffset - ring.offset();
  }

  @Override
  public boolean compressed() {
    return false;
  }

  @Override
  public boolean takeGap() {
    boolean taken = gap;
    gap = false;
    return taken;
  }

  @Override
  public InputProblem problem(int at, String message) {
    return reading.file().problem(fileOffset + at, "cpu " + ring.cpu() + ": " + message);
  }
}
