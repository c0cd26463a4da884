// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.check;

import dev.rolecall.mmu.shadow.ShadowPages;
import dev.rolecall.replay.trace.Arg;
import dev.rolecall.replay.trace.PagesState;
import dev.rolecall.replay.trace.TraceEvent;

/**
 * The shadow pages of one VM: those of the shadow MMU, which look-ups search, and the TDP MMU's.
 */
public final class VmPages {
  private final ShadowPages shadow = new ShadowPages();
  private final ShadowPages tdp = new ShadowPages();

  /** What the shadow MMU has. */
  ShadowPages shadow() {
    return shadow;
  }

  /** What the TDP MMU has, which never looks a page up by its frame. */
  ShadowPages tdp() {
    return tdp;
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
