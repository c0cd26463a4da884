// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/**
 * A file that is about to be read as a trace.
 *
 * @param file the file, which a format may map if it is not compressed; then it closes the stream
 * @param compression what the file is compressed with
 * @param stream its decompressed content from the start; the reader closes it
 */
public record TraceSource(TraceFile file, Compression compression, InputStream stream) {

  /**
   * The decompressed content once more, from the start; the caller closes it.
   *
   * @throws IOException if the system fails to read the file
   */
  public InputStream reopen() throws IOException {
    return compression.decompress(new BufferedInputStream(Files.newInputStream(file.path())));
  }

  /** The file's name in problems. */
  public String name() {
    return file.name();
  }
}
