// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Supplier;

/** Reads one trace, once. */
public interface TraceReader extends Closeable {

  /**
   * Reads the trace to its end.
   *
   * <p>A record that breaks a rule is reported and left out, and reading goes on. Damage after
   * which nothing can be read is reported too, and ends the reading: what stood before it has been
   * delivered.
   *
   * @param handler takes the events
   * @param problems takes what is wrong with the input
   * @return what was read
   * @throws TraceInputException if no event can be read at all, because the input is not what it
   *     seemed
   * @throws IOException if the system fails to read the input
   */
  ReadStats read(TraceHandler handler, ProblemSink problems)
      throws IOException, TraceInputException;

  /**
   * Reads the trace like {@link #read}, for handlers of which the last one counts: a reader may go
   * on as if all of the trace were as its beginning, and if it is not, ask for another handler and
   * begin anew.
   *
   * @param handlers gives a handler that has not taken anything; what the one before it took, and
   *     what it reported, is void
   */
  default ReadStats attempt(Supplier<? extends TraceHandler> handlers, ProblemSink problems)
      throws IOException, TraceInputException {
    return read(handlers.get(), problems);
  }
}
