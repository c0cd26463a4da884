// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;

/**
 * What shrinking came to.
 *
 * @param trace the smallest trace found; each event has the position that it had before
 * @param proof whether nothing more can go
 * @param tries how many candidates were tried
 */
public record Shrunk(Selection trace, Proof proof, long tries) {

  /** What is known of the trace's being smallest. */
  public enum Proof {
    /** The trace that was to shrink does not show the symptom, and was left as it is. */
    NOT_SHOWN,
    /** A limit ended the search: something more may go. */
    INTERRUPTED,
    /** Without any one event, argument, expectation or bit it no longer shows the symptom. */
    MINIMAL
  }
}
