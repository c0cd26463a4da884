// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A compression algorithm. */
interface Codec extends Closeable {

  /**
   * Decompresses the first {@code size} bytes of {@code input} to the start of {@code into}.
   *
   * @return the number of bytes, which is above {@code expected} if there are more
   * @throws DataFormatException if the input is damaged
   */
  long decompress(byte[] input, int size, byte[] into, int expected) throws DataFormatException;

  @Override
  void close();

  /** A codec for what a file header names. */
  static Codec of(Compression compression) {
    return switch (compression) {
      case ZSTD -> new Zstd();
      case ZLIB -> new Zlib();
      case NONE -> new None();
    };
  }

  /** zstd frames. */
  final class Zstd implements Codec {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    @Override
    public long decompress(byte[] input, int size, byte[] into, int expected)
        throws DataFormatException {
      try {
        return context.decompressByteArray(into, 0, expected, input, 0, size);
      } catch (ZstdException e) {
        throw (DataFormatException) new DataFormatException(e.getMessage()).initCause(e);
      }
    }

    @Override
    public void close() {
      context.close();
    }
  }

  /** zlib streams. */
  final class Zlib implements Codec {
    private final Inflater inflater = new Inflater();
    private final byte[] excess = new byte[1];

    @Override
    public long decompress(byte[] input, int size, byte[] into, int expected)
        throws DataFormatException {
      inflater.reset();
      inflater.setInput(input, 0, size);
      int written = 0;
      for (int count = -1; count != 0 && written < expected; written += Math.max(count, 0)) {
        count = inflater.inflate(into, written, expected - written);
      }
      return written + (long) inflater.inflate(excess);
    }

    @Override
    public void close() {
      inflater.end();
    }
  }

  /** Stored data, in which a compressed block is damage. */
  final class None implements Codec {
    @Override
    public long decompress(byte[] input, int size, byte[] into, int expected)
        throws DataFormatException {
      throw new DataFormatException("the file header names no compression");
    }

    @Override
    public void close() {}
  }
}
