// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

import java.util.List;

/**
 * The probes of one kernel.
 *
 * @param probes those that it can have, in the order of their definitions
 * @param leftOut those that it cannot
 */
public record ProbePlan(List<Probe> probes, List<LeftOut> leftOut) {
  /** The group of the probes' events. */
  public static final String GROUP = "kvmrole";

  /** No probes. */
  public static final ProbePlan NONE = new ProbePlan(List.of(), List.of());

  /** Makes the lists this record's own. */
  public ProbePlan {
    probes = List.copyOf(probes);
    leftOut = List.copyOf(leftOut);
  }

  /** The lines for kprobe_events. */
  public List<String> definitions() {
    return probes.stream().map(Probe::definition).toList();
  }
}
