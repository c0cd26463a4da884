// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.io.IOException;

/** The end of what can be got out of a stream, before the end of what it once held. */
public final class DamagedStreamException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception for what was found and expected. */
  public DamagedStreamException(String message) {
    super(message);
  }

  /** Makes the exception for what another layer, such as a decompressor, said. */
  public DamagedStreamException(String message, Throwable cause) {
    super(message, cause);
  }
}
