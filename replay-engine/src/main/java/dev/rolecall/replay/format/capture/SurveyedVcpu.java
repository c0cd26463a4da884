// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

import java.util.Set;

/**
 * A vCPU of a capture.
 *
 * @param vm the number of its VM, in the order in which VMs appear
 * @param vcpu its number within the VM
 * @param threads the threads that ran it
 */
public record SurveyedVcpu(int vm, int vcpu, Set<Integer> threads) {

  /** Makes the set this record's own. */
  public SurveyedVcpu {
    threads = Set.copyOf(threads);
  }
}
