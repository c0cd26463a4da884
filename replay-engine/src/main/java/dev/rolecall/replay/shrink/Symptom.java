// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.shrink;

import dev.rolecall.replay.store.EventSequence;

/** What a trace shows, and a smaller one shall still show. */
@FunctionalInterface
public interface Symptom {
  /** The index for a trace that does not show it. */
  int NOT_SHOWN = -1;

  /**
   * Looks for the symptom.
   *
   * @param events each obeys the rules of an event, and they are in the order of a trace; whether
   *     they make sense together is for the symptom to say
   * @return the index of the first event after which it shows, or {@link #NOT_SHOWN}
   */
  int shownAt(EventSequence events);
}
