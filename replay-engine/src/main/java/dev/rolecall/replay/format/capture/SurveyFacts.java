// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * What a survey found, which is all that the interpretation of a trace hangs on but its events.
 *
 * @param machine the host
 * @param foundPaging whether the trace shows how KVM translates; if not, two-dimensional paging is
 *     assumed
 * @param coverage which probes recorded
 * @param evidence the kinds of events that the trace has
 * @param vcpus KVM's number of each vCPU that entered the guest, in the order in which they did, by
 *     what stands for the vCPU
 */
public record SurveyFacts(
    Machine machine,
    boolean foundPaging,
    Coverage coverage,
    ImmutableSet<Evidence> evidence,
    ImmutableMap<Long, Long> vcpus) {

  /** Whether probes recorded what the vCPUs do. */
  public boolean hasProbes() {
    return coverage.hasProbes();
  }
}
