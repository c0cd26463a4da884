// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.format.capture;

/** Which probes recorded anything: what a trace without them leaves open must be taken over. */
enum Coverage {
  /** Every guest entry and every register that the vendor's code sets. */
  FULL,
  /** Only probes in the module kvm: neither guest entries nor what the vendor's code sets. */
  COMMON_CODE,
  /** No probes. */
  TRACEPOINTS;

  boolean hasProbes() {
    return this != TRACEPOINTS;
  }

  /**
   * Whether a register that changed without an event was changed by nothing that KVM means to do.
   */
  boolean seesEveryWrite() {
    return this == FULL;
  }
}
