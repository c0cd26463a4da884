// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.mmu.root;

/** How a switch to another root was served. */
public enum PgdOutcome {
  /** No switch was asked for. */
  NONE,
  /** The current root is the wanted one. */
  CURRENT,
  /** A previous root is, and has become the current one. */
  CACHED,
  /** None is: the current root is invalid, and one will be built before the guest is entered. */
  NEW
}
