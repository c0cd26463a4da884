// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

import java.io.IOException;

/** Prints the reports of a run, one after the other. */
public interface ReplayPrinter {

  /** Prints one trace's report. */
  void print(TraceReport report) throws IOException;

  /** Ends the run: prints what all traces come to. */
  void finish(ReplayTotals totals) throws IOException;
}
