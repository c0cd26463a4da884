// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import com.github.luben.zstd.ZstdIOException;
import dev.rolecall.replay.trace.DamagedStreamException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipException;

/** A decompressor that is made with the first read, and that tells damage from failures to read. */
final class DecompressedStream extends InputStream {
  private final String name;
  private final Opener opener;
  private final InputStream compressed;
  private Optional<InputStream> open = Optional.empty();
  private Optional<DamagedStreamException> damage = Optional.empty();

  DecompressedStream(String name, Opener opener, InputStream compressed) {
    this.name = name;
    this.opener = opener;
    this.compressed = compressed;
  }

  @Override
  public int read() throws IOException {
    byte[] octet = new byte[1];
    int count = read(octet, 0, 1);
    return count < 0 ? count : Byte.toUnsignedInt(octet[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (damage.isPresent()) {
      throw damage.get();
    }
    try {
      if (open.isEmpty()) {
        open = Optional.of(opener.open());
      }
      return open.get().read(target, offset, length);
    } catch (EOFException e) {
      throw damaged("the " + name + " data is cut off", e);
    } catch (ZipException | ZstdIOException e) {
      throw damaged("the " + name + " data is damaged (" + e.getMessage() + ")", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
    } else {
      compressed.close();
    }
  }

  private DamagedStreamException damaged(String message, IOException cause) {
    DamagedStreamException exception = new DamagedStreamException(message, cause);
    damage = Optional.of(exception);
    return exception;
  }

  /** Makes the decompressor, which may read the compressed data's own header. */
  interface Opener {
    InputStream open() throws IOException;
  }
}
