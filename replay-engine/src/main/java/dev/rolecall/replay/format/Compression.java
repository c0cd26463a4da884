// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What a file as a whole is compressed with. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /** How many bytes {@link #of} looks at. */
  static final int HEAD = 4;

  /** The compression of a file that begins with these bytes. */
  public static Compression of(byte[] head) {
    if (head.length >= 2 && octet(head, 0) == 0x1f && octet(head, 1) == 0x8b) {
      return GZIP;
    }
    return head.length >= HEAD && isZstdFrame(head) ? ZSTD : NONE;
  }

  /** The name in messages: {@code gzip}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The bytes behind compressed ones; damage is a {@code DamagedStreamException}. */
  public InputStream decompress(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new DecompressedStream(wireName(), () -> new GZIPInputStream(in, 1 << 16), in);
      case ZSTD -> new DecompressedStream(wireName(), () -> new ZstdInputStreamNoFinalizer(in), in);
    };
  }

  /** A stream whose bytes arrive compressed at another, which it closes. */
  public OutputStream compress(OutputStream out) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> new GZIPOutputStream(out, 1 << 16);
      case ZSTD -> new ZstdOutputStreamNoFinalizer(out);
    };
  }

  /** Whether the bytes begin a frame of data, or one to be skipped (RFC 8878, section 3.1). */
  private static boolean isZstdFrame(byte[] head) {
    int tail = octet(head, 1) << 16 | octet(head, 2) << 8 | octet(head, 3);
    boolean data = octet(head, 0) == 0x28 && tail == 0xb52ffd;
    boolean skippable = (octet(head, 0) & 0xf0) == 0x50 && tail == 0x2a4d18;
    return data || skippable;
  }

  private static int octet(byte[] head, int index) {
    return Byte.toUnsignedInt(head[index]);
  }
}
