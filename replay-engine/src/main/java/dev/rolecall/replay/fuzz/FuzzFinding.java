// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fuzz;

import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.diff.Signature;

/**
 * A difference that was not known, where it first showed.
 *
 * @param signature what makes it this one
 * @param trace the number of the trace
 * @param divergence the divergence, at its event
 */
public record FuzzFinding(Signature signature, long trace, Divergence divergence) {

  /** The one of the earlier trace; what a run found is the same however many threads worked. */
  static FuzzFinding earlier(FuzzFinding one, FuzzFinding other) {
    return other.trace < one.trace ? other : one;
  }
}
