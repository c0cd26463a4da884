// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.InputProblem;
import dev.rolecall.replay.trace.TraceInputException;

/** Ring data that lies in the file as it is. */
final class PlainBlocks implements RingBlocks {
  private static final int BLOCK = 1 << 18;

  private final FileBytes file;
  private final Buffer.Ring ring;
  private final byte[] data;
  private long nextOffset;
  private long fileOffset;
  private int length;

  PlainBlocks(FileBytes file, Buffer.Ring ring, int pageSize) {
    this.file = file;
    this.ring = ring;
    this.data = new byte[(int) Math.min(ring.size(), Math.max(BLOCK, pageSize))];
    this.nextOffset = ring.offset();
  }

  @Override
  public boolean next() throws TraceInputException {
    long remaining = ring.offset() + ring.size() - nextOffset;
    fileOffset = nextOffset;
    length = (int) Math.min(data.length, remaining);
    file.read(fileOffset, data, length);
    nextOffset += length;
    return length > 0;
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
    return false;
  }

  @Override
  public InputProblem problem(int at, String message) {
    return file.problem(fileOffset + at, "cpu " + ring.cpu() + ": " + message);
  }
}
