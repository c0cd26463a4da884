// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.doctor;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a vCPU comes into a capture.
 *
 * @param vm the number of its VM
 * @param vcpu its number within it
 * @param threads the threads that ran it
 * @param life whether it is made within the capture
 * @param entries how often the guest was entered
 * @param known where each register is first seen; one that is missing never is
 */
public record VcpuStart(
    int vm,
    int vcpu,
    Set<Integer> threads,
    Life life,
    long entries,
    Map<Register, Sighting> known) {

  /** Makes the collections this record's own. */
  public VcpuStart {
    threads = Set.copyOf(threads);
    known = Map.copyOf(known);
  }

  /** Where a register is first seen. */
  public Optional<Sighting> known(Register register) {
    return Optional.ofNullable(known.get(register));
  }

  /** What is not known of a vCPU until something shows it. */
  public enum Register {
    CR0,
    CR3,
    CR4,
    EFER
  }

  /** Whether a capture has a vCPU from the start. */
  public enum Life {
    /** Its MMU is initialised for the first time within the capture. */
    CREATED,
    /** It is first seen at the reset vector. */
    RESET,
    /** It ran before. */
    RUNNING
  }
}
