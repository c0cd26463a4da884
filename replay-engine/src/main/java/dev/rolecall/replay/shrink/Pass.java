// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.Selection;

/** One way of making a trace smaller. */
interface Pass {

  /** What goes, in words for a progress line. */
  String name();

  /**
   * Makes a trace smaller, or leaves it.
   *
   * @param trace a trace that shows the symptom, its {@code machine} event first
   * @return one that shows it too: {@code trace} itself if nothing went
   */
  Selection apply(Selection trace, Tries tries);
}
