// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.diff;

import dev.rolecall.replay.check.Difference;
import dev.rolecall.replay.check.Divergence;
import dev.rolecall.replay.check.VcpuCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for one divergence among all that a trace shows. */
public final class Hunt implements VcpuCheck.DivergenceSink {
  private final Signature wanted;
  private Optional<Divergence> found = Optional.empty();
  private boolean others;

  /** Looks for divergences that show the signature. */
  public Hunt(Signature wanted) {
    this.wanted = wanted;
  }

  @Override
  public void diverged(Divergence divergence) {
    List<Difference> all = new ArrayList<>(divergence.also());
    all.add(0, divergence.difference());
    all.addAll(divergence.consequences());
    if (found.isEmpty() && signatures(all, divergence).anyMatch(wanted::isShownBy)) {
      found = Optional.of(divergence);
    } else {
      others = true;
    }
  }

  private static Stream<Signature> signatures(List<Difference> all, Divergence divergence) {
    return all.stream().map(d -> Signature.of(d, divergence.event().type()));
  }

  @Override
  public void repeated(Difference difference) {
    // It has been told before.
  }

  /** The first divergence that was looked for. */
  public Optional<Divergence> found() {
    return found;
  }

  /** Whether anything else diverges. */
  public boolean others() {
    return others;
  }
}
