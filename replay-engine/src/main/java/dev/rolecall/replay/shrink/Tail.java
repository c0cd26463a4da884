// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;

/** Cuts what comes after the event that shows the symptom. */
final class Tail implements Pass {
  @Override
  public String name() {
    return "tail";
  }

  @Override
  public Selection apply(Selection trace, Tries tries) {
    int shown = tries.shownAt(trace);
    return shown == Symptom.NOT_SHOWN ? trace : cut(trace, shown, tries);
  }

  /** Cuts what comes after the event that is known to show it. */
  static Selection cut(Selection trace, int shown, Tries tries) {
    if (shown == trace.size() - 1) {
      return trace;
    }
    Selection cut = trace.first(shown + 1);
    return tries.shows(cut) ? cut : trace;
  }
}
