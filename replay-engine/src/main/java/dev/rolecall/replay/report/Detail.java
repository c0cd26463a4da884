// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.report;

/** How much a report says of what is as expected. */
public enum Detail {
  /** A line for each trace that conforms, and the most frequent names of a list. */
  BRIEF,
  /** Everything. */
  FULL
}
