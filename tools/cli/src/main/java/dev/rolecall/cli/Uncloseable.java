// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, which stays open when the trace on it ends. */
final class Uncloseable extends FilterOutputStream {
  Uncloseable(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
