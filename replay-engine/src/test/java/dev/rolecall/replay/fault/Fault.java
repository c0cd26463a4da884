// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

/**
 * A fault to plant in the model: one change of one source file.
 *
 * @param file the source file, below {@code dev/rolecall/mmu}
 * @param title what the fault breaks
 * @param edit the change
 * @param survives why the corpus cannot find it; empty if it must
 */
record Fault(String file, String title, Edit edit, String survives) {

  /** Whether the list says that the corpus does not find the fault. */
  boolean isListedSurvivor() {
    return !survives.isEmpty();
  }

  /** The rule that the fault is in, by which faults are counted: its source file. */
  String rule() {
    return file.replace(".java", "");
  }

  /** A change of a source. */
  @FunctionalInterface
  interface Edit {
    /**
     * The source with the fault in it.
     *
     * @throws InvalidFaultException if the source has no such place, or several
     */
    String plantIn(String source);
  }
}
