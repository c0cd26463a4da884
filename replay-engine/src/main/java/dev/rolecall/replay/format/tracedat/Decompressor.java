// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import dev.rolecall.replay.trace.TraceInputException;
import java.io.Closeable;
import java.util.zip.DataFormatException;

/**
 * Decompresses the blocks of a file one at a time: 4 bytes compressed size, 4 bytes uncompressed
 * size, data. Both sizes are bounded before anything is allocated.
 */
final class Decompressor implements Closeable {
  /** Bytes in front of a block's data. */
  static final int BLOCK_HEADER = 8;

  private static final int MAX_RATIO = 4096;
  private static final int RATIO_SLACK = 1 << 16;

  private final FileBytes file;
  private final Codec codec;
  private byte[] input = new byte[0];

  Decompressor(FileBytes file, Compression compression) {
    this.file = file;
    this.codec = Codec.of(compression);
  }

  /** Reads the header of the block at the cursor; the cursor is left at the data. */
  static Block block(Cursor cursor, int maximum) throws TraceInputException {
    long offset = cursor.position();
    long compressed = cursor.u32("compressed size");
    long uncompressed = cursor.u32("uncompressed size");
    boolean bounded = compressed <= maximum && uncompressed <= maximum;
    boolean plausible = uncompressed <= compressed * MAX_RATIO + RATIO_SLACK;
    String fault = "";
    if (!bounded || !plausible || compressed == 0) {
      fault =
          String.format(
              "compressed block: expected at most %d bytes from a plausible number of bytes,"
                  + " found %d bytes from %d",
              maximum, uncompressed, compressed);
    }
    return new Block(offset, compressed, uncompressed, fault);
  }

  /** Decompresses a block, which fits into {@code into} and is without fault. */
  void decompress(Block block, byte[] into) throws TraceInputException {
    int size = (int) block.compressed();
    if (input.length < size) {
      input = new byte[size];
    }
    file.read(block.offset() + BLOCK_HEADER, input, size);
    long written = write(block, size, into);
    if (written != block.uncompressed()) {
      throw damage(block, "found " + written + " bytes");
    }
  }

  private long write(Block block, int size, byte[] into) throws TraceInputException {
    try {
      return codec.decompress(input, size, into, (int) block.uncompressed());
    } catch (DataFormatException e) {
      throw damage(block, "found damage: " + e.getMessage());
    }
  }

  private TraceInputException damage(Block block, String found) {
    String expected =
        "compressed block: expected %d bytes that decompress to %d, "
            .formatted(block.compressed(), block.uncompressed());
    return file.damage(block.offset(), expected + found);
  }

  @Override
  public void close() {
    codec.close();
  }

  /**
   * A block's header.
   *
   * @param offset where in the file the header lies
   * @param compressed bytes behind the header
   * @param uncompressed bytes that they decompress to
   * @param fault what is wrong with the sizes, or empty
   */
  record Block(long offset, long compressed, long uncompressed, String fault) {}
}
