// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.shadow.ShadowPages;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.PagesState;
import dev.rolecall.replay.trace.TraceEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * The shadow pages of one VM: those of the shadow MMU, which look-ups search, and the TDP MMU's.
 */
public final class VmPages {
  private final ShadowPages shadow = new ShadowPages();
  private final ShadowPages tdp = new ShadowPages();
  private final Set<Integer> vcpus = new HashSet<>();

  /** What the shadow MMU has. */
  ShadowPages shadow() {
    return shadow;
  }

  /** What the TDP MMU has, which never looks a page up by its frame. */
  ShadowPages tdp() {
    return tdp;
  }

  /** Takes notice of one more vCPU of the VM. */
  void addVcpu(int number) {
    vcpus.add(number);
  }

  /**
   * Whether the trace's order of events is the kernel's. CPUs record for themselves, and their
   * records are merged by clocks that need not agree to the last: what two vCPUs did at about the
   * same time may have been the other way round.
   */
  boolean isOrderCertain() {
    return vcpus.size() <= 1;
  }

  /** Takes what a {@code pages} event says of all of them. */
  public void tell(TraceEvent event) {
    if (event.args().word(Arg.STATE, PagesState.class) == PagesState.NONE) {
      shadow.none();
      tdp.none();
    } else {
      shadow.forget();
      tdp.forget();
    }
  }
}
