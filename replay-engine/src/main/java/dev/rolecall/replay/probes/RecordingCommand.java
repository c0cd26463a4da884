// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import java.util.List;

/** The command that records. */
final class RecordingCommand {
  /** With probes; each CPU gets a buffer of 64 MiB, and its events one clock with the others'. */
  private static final List<String> WITH_PROBES =
      List.of(
          "trace-cmd",
          "record",
          "-C",
          "mono",
          "-b",
          "65536",
          "-e",
          "kvm",
          "-e",
          "kvmmmu",
          "-e",
          ProbePlan.GROUP,
          "-o",
          "trace.dat");

  private static final List<String> WITHOUT_PROBES =
      List.of(
          "trace-cmd",
          "record",
          "-C",
          "mono",
          "-b",
          "65536",
          "-e",
          "kvm",
          "-e",
          "kvmmmu",
          "-o",
          "trace.dat");

  private RecordingCommand() {}

  static List<String> of(ProbePlan plan) {
    return plan.probes().isEmpty() ? WITHOUT_PROBES : WITH_PROBES;
  }
}
