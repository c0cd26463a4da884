// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.probes;

/** How much of a vCPU a probe records: at every guest entry less than where roots change. */
enum FieldSet {
  /** Registers, roles and the current roots. */
  STATE(false, false),
  /** And the guest's MAXPHYADDR. */
  STATE_AND_WIDTH(true, false),
  /** And the previous roots. */
  STATE_AND_ROOTS(true, true);

  private final boolean width;
  private final boolean previousRoots;

  FieldSet(boolean width, boolean previousRoots) {
    this.width = width;
    this.previousRoots = previousRoots;
  }

  boolean hasWidth() {
    return width;
  }

  boolean hasPreviousRoots() {
    return previousRoots;
  }
}
