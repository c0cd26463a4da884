// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.io.Closeable;
import java.io.IOException;

/** Writes one trace, event by event. */
public interface TraceWriter extends Closeable {

  /** Writes an event, which the caller may change afterwards. */
  void write(TraceEvent event) throws IOException;
}
