// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.tracedat;

/** Files that hold the text of a latency tracer in the place of events. */
final class LatencyText {
  /** Why such a file is not read, and what to do. */
  static final String REFUSAL =
      "expected recorded events, found the text of a latency tracer:"
          + " record again with \"trace-cmd record -e kvm -e kvmmmu\", without -p";

  private LatencyText() {}
}
