// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck;
import dev.rolecall.replay.trace.EventType;

/** Looks for one divergence among all that a trace shows. */
final class Hunt implements VcpuCheck.DivergenceSink {
  private final Signature wanted;
  private boolean found;
  private boolean others;

  /** Looks for divergences that show the signature. */
  Hunt(Signature wanted) {
    this.wanted = wanted;
  }

  @Override
  public void diverged(Divergence divergence) {
    EventType event = divergence.event().type();
    boolean shows = divergence.all().map(d -> Signature.of(d, event)).anyMatch(wanted::isShownBy);
    if (!found && shows) {
      found = true;
    } else {
      others = true;
    }
  }

  @Override
  public void repeated(Difference difference) {
    // It has been told before.
  }

  /** Whether what was looked for diverges. */
  boolean found() {
    return found;
  }

  /** Whether anything else diverges. */
  boolean others() {
    return others;
  }
}
