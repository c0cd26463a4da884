// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * The command that records: each CPU gets a buffer of 64 MiB, and its events one clock with the
 * others'.
 */
final class RecordingCommand {
  private static final String START = "trace-cmd record -C mono -b 65536 -e kvm -e kvmmmu";
  private static final String PROBES = " -e " + ProbePlan.GROUP;
  private static final String END = " -o trace.dat";

  private RecordingCommand() {}

  static List<String> of(ProbePlan plan) {
    return Splitter.on(' ').splitToList(START + (plan.probes().isEmpty() ? "" : PROBES) + END);
  }
}
