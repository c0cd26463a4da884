// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

/**
 * One probe as it is given to the kernel.
 *
 * @param event the name of its event in the group kvmrole
 * @param function the probed function
 * @param certainty how far it is known that the kernel has the function so
 * @param definition the line for kprobe_events
 */
public record Probe(String event, String function, Certainty certainty, String definition) {

  /** Why a function is believed to be there. */
  public enum Certainty {
    /** The kernel's types have it. */
    LISTED,
    /** Kernels of its release have it; the types at hand list no functions of its module. */
    EXPECTED,
    /** Kernels of its release have it, but the types do not list it: perhaps it is inlined. */
    NOT_LISTED
  }
}
