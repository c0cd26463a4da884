// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import dev.rolecall.replay.trace.ProblemSink;
import dev.rolecall.replay.trace.TraceInputException;
import dev.rolecall.replay.trace.TraceReader;
import java.io.IOException;

/** A reader whose input is what a kernel recorded, which can also be looked at as it is. */
public interface CaptureReader extends TraceReader {

  /**
   * Goes through the whole capture once without making anything of it. A reader is either read or
   * scanned, once.
   *
   * @return how many events there were, those of unknown formats included
   */
  long scan(CaptureScan scan, ProblemSink problems) throws IOException, TraceInputException;
}
